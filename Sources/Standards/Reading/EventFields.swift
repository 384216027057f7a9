public import Events
public import JSON

/// The fields of every type of event, as the published schemas state them: what the patterns of a pack are held against.
public struct EventFields: Sendable {
    /// By the type's name.
    public var types: [String: EventShape]

    public init(types: [String: EventShape]) { self.types = types }

    /// - Parameter schemas: each type's JSON Schema under the type's name.
    public init(schemas: [String: JSONValue]) { types = schemas.mapValues { EventShape(schema: $0) } }

    /// What each field is about, as its schema says it, to stand within a sentence: "why it was done".
    public var meanings: [FieldReference: String] {
        var found: [FieldReference: String] = [:]
        for (type, shape) in types {
            for (field, meaning) in shape.meanings { found[FieldReference(type: type, field: field)] = meaning }
        }
        return found
    }

    /// The fields of a type; nil for a type that is not known.
    public subscript(type: String) -> EventShape? { types[type] }
}

/// The fields of one type of event.
public struct EventShape: Sendable {
    public var fields: [String: FieldKind]
    /// By field, and by field and part as `family_time.with`, what it is about.
    var meanings: [String: String] = [:]
    /// The kinds of subject it may be about.
    public var subjects: Set<Subject.Kind>
    /// Whether it sets a fact that lasts.
    public var isStanding: Bool
    /// Fields that every event of the type has, and that cannot be empty.
    var given: Set<String> = []

    public init(
        fields: [String: FieldKind], subjects: Set<Subject.Kind> = Set(Subject.Kind.allCases), isStanding: Bool = false
    ) {
        self.fields = fields
        self.subjects = subjects
        self.isStanding = isStanding
    }

    init(schema: JSONValue) {
        fields = Self.fields(of: schema)
        for member in schema["properties"]?.members ?? JSONDocument.emptyObject.root.members {
            guard let name = member.key.string, let text = member.value["description"]?.string else { continue }
            meanings[name] = Self.withinSentence(text)
            for (part, text) in Self.descriptions(ofPartsOf: member.value) {
                meanings["\(name).\(part)"] = Self.withinSentence(text)
            }
        }
        for name in schema["required"]?.elements.compactMap(\.string) ?? [] where fields[name]?.canBeEmpty == false {
            given.insert(name)
        }
        let notes = schema["x-daybook"]
        let kinds = notes?["subjects"]?.elements.compactMap { $0.string.flatMap(Subject.Kind.init) }
        subjects = Set(kinds ?? Subject.Kind.allCases)
        isStanding = notes?["standing"]?.bool ?? false
    }

    private static func descriptions(ofPartsOf field: JSONValue) -> [(part: String, text: String)] {
        guard let parts = (field["items"] ?? field)["properties"] else { return [] }
        return parts.members.compactMap { part in
            guard let name = part.key.string, let text = part.value["description"]?.string else { return nil }
            return (name, text)
        }
    }

    /// The first sentence of a description, without its capital and full stop.
    private static func withinSentence(_ text: String) -> String {
        var sentence = text
        if let end = text.firstRange(of: ". ") { sentence = String(text[..<end.lowerBound]) }
        if sentence.hasSuffix(".") { sentence.removeLast() }
        return sentence.prefix(1).lowercased() + sentence.dropFirst()
    }

    fileprivate static func fields(of schema: JSONValue) -> [String: FieldKind] {
        var fields: [String: FieldKind] = [:]
        for member in schema["properties"]?.members ?? JSONDocument.emptyObject.root.members {
            if let name = member.key.string { fields[name] = FieldKind(schema: member.value) }
        }
        return fields
    }
}

/// What a field holds.
public indirect enum FieldKind: Equatable, Sendable {
    /// Text; one of `values` where there are any.
    case text(values: [String])
    case boolean
    case number
    /// `YYYY-MM-DD`.
    case date
    /// A time with its zone.
    case instant
    /// A person: a reference, or an object with some of these parts.
    case person(parts: [String: FieldKind])
    case object(parts: [String: FieldKind])
    case list(of: FieldKind)

    init(schema: JSONValue) {
        let type = schema["type"]
        if type?.kind == .array {
            self = .person(parts: EventShape.fields(of: schema))
            return
        }
        switch type?.string {
        case "boolean": self = .boolean
        case "number", "integer": self = .number
        case "object": self = .object(parts: EventShape.fields(of: schema))
        case "array":
            self = .list(of: schema["items"].map { FieldKind(schema: $0) } ?? .text(values: []))
        default:
            switch schema["format"]?.string {
            case "date": self = .date
            case "date-time": self = .instant
            default: self = .text(values: schema["enum"]?.elements.compactMap(\.string) ?? [])
            }
        }
    }

    /// The named parts of what the field, or each item of the list, holds; nil where it has none.
    public var parts: [String: FieldKind]? {
        switch self {
        case .person(let parts), .object(let parts): parts
        case .list(let items): items.parts
        default: nil
        }
    }

    /// Whether a value of it may say nothing, as an empty text or list does.
    var canBeEmpty: Bool {
        switch self {
        case .text(let values): values.isEmpty
        case .boolean, .number, .date, .instant: false
        case .person, .object, .list: true
        }
    }

    /// All values there are; nil where they are not a few.
    var values: [Scalar]? {
        switch self {
        case .text(let values): values.isEmpty ? nil : values.map { .text($0) }
        case .boolean: [.boolean(false), .boolean(true)]
        default: nil
        }
    }

    public var isList: Bool {
        if case .list = self { true } else { false }
    }

    /// What the kind is called in a sentence: "a list".
    var words: String {
        switch self {
        case .text(let values): values.isEmpty ? "text" : "one of a few words"
        case .boolean: "true or false"
        case .number: "a number"
        case .date: "a date"
        case .instant: "a time"
        case .person: "a person"
        case .object: "an object"
        case .list: "a list"
        }
    }
}
