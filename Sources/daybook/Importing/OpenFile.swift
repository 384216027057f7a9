import Import
import NIOCore
import NIOPosix
import SystemPackage

/// A file that is read piece by piece where it lies.
final class OpenFile {
    let name: String
    private let handle: NIOFileHandle
    private let reader = NonBlockingFileIO(threadPool: .singleton)
    /// Bytes read and not yet handed on.
    private var waiting = ByteBuffer()

    /// - Parameter name: what reports call it; its path without one.
    init(_ path: String, name: String? = nil) throws {
        self.name = name ?? path
        guard !Files.isDirectory(path) else {
            throw Failure(Failure.usage, "\(path) is a directory; name the files in it.")
        }
        do {
            let descriptor = try FileDescriptor.open(FilePath(path), .readOnly)
            handle = NIOFileHandle(_deprecatedTakingOwnershipOfDescriptor: descriptor.rawValue)
        } catch let error as Errno {
            throw Failure(Failure.usage, "\(path) cannot be read: \(error).")
        }
    }

    /// The file for an importer; once only.
    var source: ByteSource { ByteSource(name: name) { most in try self.read(most) } }

    /// Waits for the bytes: who parses cannot go on without them.
    private func read(_ most: Int) throws -> [UInt8] {
        if waiting.readableBytes == 0 {
            waiting = try reader.read(
                fileHandle: handle, byteCount: InputFile.chunk, allocator: ByteBufferAllocator(),
                eventLoop: MultiThreadedEventLoopGroup.singleton.next()
            ).wait()
        }
        return waiting.readBytes(length: min(most, waiting.readableBytes)) ?? []
    }

    func close() { _ = try? handle.close() }
}
