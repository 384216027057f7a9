public import Events
public import JSON

/// What the event schemas say of each type of event, for people: what it is called, how it is told in one line, and when
/// it matters enough for a chronology.
public struct Catalogue: Sendable {
    /// The types by name.
    public let types: [String: EventType]

    /// - Parameter schemas: each type's JSON Schema by the type's name, annotated with `x-daybook`.
    /// - Throws: a `Fault` that points into `schemas` at the annotation that cannot be read.
    public init(schemas: [String: JSONValue]) throws(Fault) {
        var types: [String: EventType] = [:]
        types.reserveCapacity(schemas.count)
        for name in schemas.keys.sorted() {
            guard let schema = schemas[name] else { continue }
            types[name] = try EventType(name: name, schema: schema)
        }
        self.types = types
    }

    /// Said in place of data whose key has been destroyed.
    static let erased = "erased"

    /// The event type of this name; nil where the catalogue does not have it.
    public subscript(type: String) -> EventType? { types[type] }

    /// The event in one line. The type's name where the catalogue does not know it, "erased" where the data is gone.
    public func summary(of event: Event) -> String {
        guard let data = event.data else { return event.erasure?.sentence ?? Self.erased }
        guard let type = types[event.attributes.type] else { return event.attributes.type }
        return type.summary.render(data)
    }

    /// What events of this type are called; the type's name where the catalogue does not know it.
    public func title(of event: Event) -> String { types[event.attributes.type]?.title ?? event.attributes.type }

    /// Why the event belongs in a chronology by the rules of its type: the first rule that fits, as the schema lists the
    /// more telling ones first. Nil where none does.
    public func significance(of event: Event) -> String? {
        guard event.data != nil, let rules = types[event.attributes.type]?.significance else { return nil }
        return rules.first { $0.fits(event) }?.because
    }
}
