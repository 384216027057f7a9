/// A person, or a service, that the policy knows.
public struct Principal: Sendable, Equatable {
    /// The name it has in the ledger: of a person the id that is also used as `actor`. Letters, digits and
    /// `. _ ~ : @ + -`, as in references.
    public let name: String
    /// User ids that stand for it, as the kernel attests them.
    public var userIDs: [UInt32] = []
    /// Primary groups that stand for it, for users whose own id stands for nobody.
    public var groupIDs: [UInt32] = []
    /// Its roles, those included by others too.
    public var roles: Set<String> = []
    /// Whether it may speak for others: for those who name it in `gateways`.
    public var isGateway = false
    /// The gateways that may speak for it.
    public var gateways: Set<String> = []
    /// Whether restrictions mean nothing to it: without a policy file there is nobody they could name.
    var isUnrestricted = false
    /// Its own rights and those of its roles.
    public var grants = Grants()

    public init(name: String) { self.name = name }
}

/// Who is on the other end: a principal, and the gateway that speaks for it, if any.
public struct Identity: Sendable, Equatable {
    /// Whose rights apply.
    public let principal: Principal
    /// Who speaks for it; nil where it speaks for itself.
    public let gateway: Principal?
    /// The user id that the kernel attests.
    public let userID: UInt32

    /// What an event's header keeps of who handed it in: the kernel's word first, then the policy's.
    public var postedBy: String {
        "uid:\(userID) " + (gateway.map { "\($0.name) for " } ?? "") + principal.name
    }

    /// Whether what an event's header keeps of who handed it in names this user id, under whatever name.
    public func isUser(of postedBy: String) -> Bool { postedBy.prefix { $0 != " " } == "uid:\(userID)" }
}
