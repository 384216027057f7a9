public import Events
public import Transparency

/// The ledger's state after a commit.
public struct Head: Sendable, Equatable {
    /// Events in the ledger: the next one gets this position.
    public let size: UInt64
    /// The Merkle root over all of them.
    public let root: TreeHash
    /// When the last of them was committed; nil while there is none.
    public let recordedTime: Instant?
    /// The checkpoint that says so, signed.
    public let checkpoint: String
}
