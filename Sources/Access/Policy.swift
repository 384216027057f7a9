/// Who may do what. Nobody who is not named gets anything.
public struct Policy: Sendable, Equatable {
    public let principals: [String: Principal]
    /// Whether every look must say what it is for.
    public let purposeRequired: Bool
    /// What the text of it grants and can never apply, in the order of the text.
    public internal(set) var idle: [PolicyFault] = []
    private let byUser: [UInt32: String]
    private let byGroup: [UInt32: String]

    /// - Parameters:
    ///   - principals: no user or group id stands for two of them.
    ///   - purposeRequired: whether `Daybook-Purpose` must be given.
    public init(_ principals: [Principal], purposeRequired: Bool) {
        self.purposeRequired = purposeRequired
        self.principals = Dictionary(principals.map { ($0.name, $0) }) { first, _ in first }
        byUser = Dictionary(principals.flatMap { one in one.userIDs.map { ($0, one.name) } }) { first, _ in first }
        byGroup = Dictionary(principals.flatMap { one in one.groupIDs.map { ($0, one.name) } }) { first, _ in first }
    }

    /// The policy without a policy file: one user may do everything, nobody else anything.
    public static func only(_ userID: UInt32) -> Policy {
        var owner = Principal(name: "owner")
        owner.userIDs = [userID]
        owner.grants = .everything
        owner.isUnrestricted = true
        return Policy([owner], purposeRequired: false)
    }

    /// Tells who is asking.
    ///
    /// - Parameters:
    ///   - userID: of the peer, as the kernel attests it.
    ///   - groupID: its primary group, likewise.
    ///   - officer: whom the peer says it speaks for.
    public func identify(userID: UInt32, groupID: UInt32, onBehalfOf officer: String? = nil) throws(Denial) -> Identity {
        guard let name = byUser[userID] ?? byGroup[groupID], let peer = principals[name] else {
            throw .unknown(userID: userID)
        }
        guard let officer else { return Identity(principal: peer, gateway: nil, userID: userID) }
        guard peer.isGateway else { throw .noGateway(peer.name) }
        guard let principal = principals[officer], principal.gateways.contains(peer.name) else {
            throw .mayNotSpeakFor(officer, gateway: peer.name)
        }
        return Identity(principal: principal, gateway: peer, userID: userID)
    }
}

/// Why somebody is not let in.
public enum Denial: Error, Sendable, Equatable {
    /// The policy names neither the user nor the group.
    case unknown(userID: UInt32)
    /// The peer spoke for somebody, and is no gateway.
    case noGateway(String)
    /// The gateway spoke for somebody who does not name it.
    case mayNotSpeakFor(String, gateway: String)
}

extension Denial {
    /// Who the peer is; nil where nobody knows.
    public var peerName: String? {
        switch self {
        case .unknown: nil
        case .noGateway(let name), .mayNotSpeakFor(_, gateway: let name): name
        }
    }
}
