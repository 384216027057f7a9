internal import CPosix
internal import Glibc

/// Has all threads share as many heaps as there are processors, where the allocator would make up to eight for each.
///
/// Each heap keeps the most that its threads ever needed at once, so what one large answer took would stay taken once for
/// every thread that has written one. To be called before there are threads.
public func shareHeaps() { _ = heaps_limit(max(2, Int32(sysconf(Int32(_SC_NPROCESSORS_ONLN))))) }
