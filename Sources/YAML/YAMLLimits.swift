/// How much a text may hold. Standards packs and examples need a fraction of it; what goes beyond is a mistake or an attack.
public struct YAMLLimits: Sendable {
    /// Bytes of a text.
    public var bytes: Int
    /// Mappings and sequences within one another.
    public var depth: Int
    /// Scalars, mappings and sequences of a text.
    public var nodes: Int

    public init(bytes: Int = 4 << 20, depth: Int = 32, nodes: Int = 400_000) {
        self.bytes = bytes
        self.depth = depth
        self.nodes = nodes
    }
}
