public import JSON

extension JSONValue {
    /// How data tells a person apart, be it a child or a worker: by the reference, which may stand alone or in an object as `id`,
    /// else by the name; nil where there is neither.
    public var personKey: String? { string ?? self["id"]?.string ?? self["name"]?.string }
}
