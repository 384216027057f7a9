internal import CPosix

/// How the process has its memory.
public enum Memory {
    /// Has small blocks put together with their neighbours as they are freed.
    ///
    /// By itself malloc keeps them apart until a large block is freed, and then goes through all that gathered. A daemon frees a
    /// large block with the body of every post: an eighth of a batch's processor time went there.
    public static func joinFreedBlocksAtOnce() { _ = memory_join_at_once() }
}
