internal import CPosix
internal import Glibc

/// How the process has its memory.
public enum Memory {
    /// Has small blocks put together with their neighbours as they are freed.
    ///
    /// By itself malloc keeps them apart until a large block is freed, and then goes through all that gathered. A daemon frees a
    /// large block with the body of every post: an eighth of a batch's processor time went there.
    public static func joinFreedBlocksAtOnce() { _ = memory_join_at_once() }

    /// Has all threads share as many heaps as there are processors, where the allocator would make up to eight for each.
    ///
    /// Each heap keeps the most that its threads ever needed at once, so what one large answer took would stay taken once for
    /// every thread that has written one. To be called before there are threads.
    public static func shareHeaps() { _ = heaps_limit(max(2, Int32(sysconf(Int32(_SC_NPROCESSORS_ONLN))))) }
}
