import NIOCore
import NIOPosix
import SystemPackage

/// Reads a file, or standard input, piece by piece.
struct InputFile {
    /// Bytes read at once.
    static let chunk = 256 << 10

    /// What messages call it.
    let name: String
    private let handle: NIOFileHandle
    private let reader = NonBlockingFileIO(threadPool: .singleton)
    private let allocator = ByteBufferAllocator()

    /// - Parameter path: `-` for standard input.
    init(_ path: String) throws {
        let descriptor: SystemPackage.FileDescriptor
        do {
            descriptor =
                try path == "-"
                ? SystemPackage.FileDescriptor.standardInput.duplicate()
                : SystemPackage.FileDescriptor.open(FilePath(path), .readOnly)
        } catch let error as Errno {
            throw Failure(Failure.usage, "\(path) cannot be read: \(error).")
        }
        name = path == "-" ? "standard input" : path
        handle = NIOFileHandle(_deprecatedTakingOwnershipOfDescriptor: descriptor.rawValue)
    }

    /// The next bytes; nil at the end.
    func next() async throws -> ByteBufferView? {
        do {
            let buffer = try await reader.read(fileHandle: handle, byteCount: Self.chunk, allocator: allocator)
            return buffer.readableBytes == 0 ? nil : buffer.readableBytesView
        } catch let error as IOError {
            throw Failure(Failure.usage, "\(name) cannot be read: \(Errno(rawValue: error.errnoCode)).")
        }
    }

    func close() { _ = try? handle.close() }
}
