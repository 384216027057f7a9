internal import CPosix

/// How the process has its memory.
public enum Memory {
    /// Has small blocks put together with their neighbours as they are freed.
    ///
    /// By itself malloc keeps them apart until a large block is freed, and then goes through all that gathered. A daemon frees a
    /// large block with the body of every post: an eighth of a batch's processor time went there.
    public static func joinFreedBlocksAtOnce() { _ = memory_join_at_once() }

    /// Gives memory that nobody uses any more back to the system.
    ///
    /// By itself malloc does so at the end of each of its heaps only: after hours under load on scarce processors seven tenths
    /// of a gigabyte lay free in the midst of a dozen of them.
    public static func giveBackUnused() { memory_give_back() }
}
