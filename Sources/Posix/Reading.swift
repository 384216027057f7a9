internal import CPosix
public import SystemPackage

extension FileDescriptor {
    /// The next bytes, as many as there are at once and `most` at most; empty at the end. Blocks its thread.
    ///
    /// - Throws: `Errno`.
    public func piece(_ most: Int = 64 << 10) throws -> [UInt8] {
        try unsafe [UInt8](unsafeUninitializedCapacity: most) { buffer, count in
            count = try unsafe read(into: UnsafeMutableRawBufferPointer(buffer))
        }
    }

    /// Waits until nobody reads any more what is written into this end of a pipe. Blocks its thread; for ever, where this is none.
    public func awaitReadersEnd() { pipe_await_readers_end(rawValue) }
}
