import Wire

/// Who may do what. Nobody who is not named gets anything.
public struct AccessPolicy: Sendable {
    /// User ids as the kernel attests them, and the principals they stand for.
    private let principals: [UInt32: String]

    /// The policy without a policy file: the user who runs the daemon may do everything, nobody else anything.
    ///
    /// - Parameter userID: whom the daemon runs as.
    public static func only(_ userID: UInt32) -> AccessPolicy { AccessPolicy(principals: [userID: "owner"]) }

    /// What a principal can be allowed.
    public enum Right: String, Sendable {
        case post, read, review, operate
    }

    /// Answers who the peer is, if it may do this.
    func admit(_ peer: PeerCredentials?, to right: Right) throws(Problem) -> Principal {
        guard let peer else {
            throw .forbidden(right.rawValue, "Nobody can tell who is asking; connect through the Unix socket.")
        }
        guard let name = principals[peer.userID] else {
            throw .forbidden(
                right.rawValue,
                "User \(peer.userID) has no right to \(right.rawValue) here; ask who runs this ledger to add it to the policy.")
        }
        return Principal(name: name, userID: peer.userID)
    }
}

/// A peer that the policy knows.
struct Principal: Sendable, Equatable {
    let name: String
    let userID: UInt32

    /// The header's `postedby`.
    var postedBy: String { "uid:\(userID) \(name)" }
}
