import Events
public import JSON

/// The envelope and every event type a ledger takes, compiled: what is published as JSON Schema is what is enforced.
public struct Vocabulary: Sendable {
    let envelope: CompiledSchema
    private let types: [String: CompiledSchema]
    /// The names of the event types, sorted.
    public let typeNames: [String]
    /// The types by the bytes of their names, in the order of `typeNames`.
    private let names: NameTables
    private let table: NameTables.Table
    private let rules: [TypeRule]

    /// What checking an event needs to know about its type.
    private struct TypeRule {
        let program: Program
        /// The kinds of subject it may be about.
        let subjects: [Subject.Kind]
    }

    /// Takes compiled schemas, each type's under its name. A type whose `x-daybook` names no `subjects` may be about any.
    public init(envelope: CompiledSchema, types: [String: CompiledSchema]) {
        self.envelope = envelope
        self.types = types
        typeNames = types.keys.sorted()
        var names = NameTables()
        table = names.add(typeNames.enumerated().map { (Array($1.utf8), $0) })
        self.names = names
        rules = typeNames.compactMap { types[$0] }.map { TypeRule(program: $0.program, subjects: Self.subjects(of: $0)) }
    }

    private static func subjects(of type: CompiledSchema) -> [Subject.Kind] {
        guard let subjects = type.annotation?["subjects"] else { return Subject.Kind.allCases }
        return subjects.elements.compactMap { $0.string.flatMap(Subject.Kind.init) }
    }

    /// The schema of a type's `data`; nil for a type that is not known.
    public subscript(type: String) -> CompiledSchema? { types[type] }

    /// The schemas of all types, as their files have them.
    public var schemas: [String: JSONValue] { types.mapValues(\.source) }

    /// Everything wrong with an event as it is posted: its envelope, its type, the kind of its subject, and its data, with
    /// pointers from the event's root; up to `CompiledSchema.faultLimit`.
    public func check(_ event: JSONValue) -> [Fault] {
        var faults = envelope.program.check(event, at: "")
        guard let name = event["type"], name.kind == .string else { return faults }
        guard let found = names.find(name.stringBytes.span, in: table) else {
            if !faults.contains(where: { $0.pointer == "/type" }) { faults.append(unknownType(name)) }
            return faults
        }
        if let fault = wrongSubject(event, rules[found], typeNames[found]) { faults.append(fault) }
        if let data = event["data"], data.kind == .object { faults += rules[found].program.check(data, at: "/data") }
        guard faults.count > CompiledSchema.faultLimit else { return faults }
        return faults.filter { $0 != Explanation.cut }.prefix(CompiledSchema.faultLimit - 1) + [Explanation.cut]
    }

    private func unknownType(_ name: JSONValue) -> Fault {
        let name = name.string ?? ""
        guard let meant = Spelling.nearest(to: name, among: typeNames) else {
            return Fault("/type", "No type of event has this name; the files in schemas/events say which there are.")
        }
        return Fault("/type", "No type of event has this name; did you mean \"\(meant)\"?")
    }

    private func wrongSubject(_ event: JSONValue, _ rule: TypeRule, _ type: String) -> Fault? {
        guard rule.subjects.count < Subject.Kind.allCases.count, let subject = event["subject"], subject.kind == .string,
            let kind = kind(of: subject.stringBytes.span), !rule.subjects.contains(kind)
        else { return nil }
        let allowed = rule.subjects.map { "\($0.rawValue)/" }.joined(separator: " or ")
        return Fault("/subject", "\(type) is about \(allowed), not \(kind.rawValue)/.")
    }

    /// The kind that a subject's text begins with; nil where it names none, of which the envelope tells.
    private func kind(of subject: Span<UInt8>) -> Subject.Kind? {
        Subject.Kind.allCases.first { kind in
            let name = kind.rawValue.utf8
            guard subject.count > name.count, subject[name.count] == UInt8(ascii: "/") else { return false }
            var at = 0
            for byte in name {
                if subject[at] != byte { return false }
                at += 1
            }
            return true
        }
    }
}
