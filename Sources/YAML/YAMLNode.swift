/// A value of a text, and where it stands.
public struct YAMLNode: Hashable, Sendable {
    public var content: Content
    /// Where it begins.
    public var mark: Mark

    public init(_ content: Content, _ mark: Mark) {
        self.content = content
        self.mark = mark
    }

    /// A scalar, a sequence or a mapping.
    public indirect enum Content: Hashable, Sendable {
        case scalar(YAMLScalar)
        case sequence([YAMLNode])
        /// In the order of the text; no name stands twice.
        case mapping([YAMLMember])
    }

    /// The members of a mapping; nil for anything else.
    public var members: [YAMLMember]? {
        if case .mapping(let members) = content { members } else { nil }
    }

    /// The items of a sequence; nil for anything else.
    public var items: [YAMLNode]? {
        if case .sequence(let items) = content { items } else { nil }
    }

    /// What a scalar says; nil for anything else.
    public var scalar: YAMLScalar? {
        if case .scalar(let scalar) = content { scalar } else { nil }
    }

    /// A mapping's member of this name.
    public subscript(name: String) -> YAMLNode? { members?.first { $0.name == name }?.value }
}

/// A name and its value.
public struct YAMLMember: Hashable, Sendable {
    public var name: String
    /// Where the name stands.
    public var mark: Mark
    public var value: YAMLNode

    public init(name: String, mark: Mark, value: YAMLNode) {
        self.name = name
        self.mark = mark
        self.value = value
    }
}

/// What a scalar says. Only what every reader of YAML understands alike is anything but text.
public enum YAMLScalar: Hashable, Sendable {
    /// `null`, or nothing at all.
    case null
    /// `true` or `false`, in small letters.
    case boolean(Bool)
    /// Decimal digits, perhaps with a minus sign.
    case integer(Int)
    /// Decimal digits with a fraction, as they are written.
    case decimal(String)
    case text(String)
}
