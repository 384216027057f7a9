public import Events

/// The rights of a principal, or what a role adds to them.
public struct Grants: Sendable, Equatable {
    /// What may be posted; an event must fit one of these in every respect.
    public var post: [PostGrant] = []
    public var read = ReadScope()
    /// The rights that are had or not had: all but `post` and `read`.
    public var plain: Set<Right> = []
    /// Whether a restricted case may be opened with a reason, which is recorded loudly.
    public var breakGlass = false

    public init() {}

    /// Whether there is anything of this right.
    public func has(_ right: Right) -> Bool {
        switch right {
        case .post: !post.isEmpty
        case .read: !read.isEmpty
        default: plain.contains(right)
        }
    }

    /// Whether there is any right at all.
    public var isEmpty: Bool { !Right.allCases.contains { has($0) } }

    /// Adds what another grants.
    public mutating func add(_ other: Grants) {
        post += other.post
        read.all = read.all || other.read.all
        read.teams.formUnion(other.read.teams)
        read.cases.formUnion(other.read.cases)
        plain.formUnion(other.plain)
        breakGlass = breakGlass || other.breakGlass
    }

    /// Everything there is, as the one user of an unconfigured daemon has it.
    static let everything: Grants = {
        var grants = Grants()
        grants.post = [PostGrant(sources: [.any], types: [.any], subjects: [.any])]
        grants.read.all = true
        grants.plain = Set(Right.allCases).subtracting([.post, .read])
        grants.breakGlass = true
        return grants
    }()
}

/// Which cases may be read.
public struct ReadScope: Sendable, Equatable {
    /// Every case that is not restricted.
    public var all = false
    /// Cases allocated to these teams now.
    public var teams: Set<String> = []
    /// Cases by reference.
    public var cases: Set<String> = []

    public init() {}

    public var isEmpty: Bool { !all && teams.isEmpty && cases.isEmpty }
}

/// Events that may be posted.
public struct PostGrant: Sendable, Equatable {
    public let sources: [Pattern]
    public let types: [Pattern]
    /// Subjects as `case/*`.
    public let subjects: [Pattern]

    public init(sources: [Pattern], types: [Pattern], subjects: [Pattern]) {
        self.sources = sources
        self.types = types
        self.subjects = subjects
    }

    /// Whether it lets nobody post anything but that files were imported.
    var isOfImportsOnly: Bool { types.map(\.text) == ["import.completed"] && sources.map(\.text) == ["/import"] }

    /// Whether an event with these attributes may be posted: its source, its type and its subject each match one pattern.
    public func allows(_ attributes: Attributes) -> Bool {
        sources.contains { $0.matches(attributes.source) } && types.contains { $0.matches(attributes.type) }
            && subjects.contains { $0.matches(attributes.subject.description) }
    }
}
