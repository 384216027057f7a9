import Glibc
import SystemPackage

/// Keeps a directory to one process, for as long as it lives.
final class DirectoryLock: Sendable {
    private let file: FileDescriptor

    init(directory: String) throws {
        file = try FileDescriptor.open(
            FilePath(directory).appending("daybookd.lock"), .readWrite, options: [.create, .closeOnExec],
            permissions: .ownerReadWrite)
        for _ in 0..<Self.tries {
            if flock(file.rawValue, LOCK_EX | LOCK_NB) == 0 { return }
            usleep(Self.pause)
        }
        try? file.close()
        throw LedgerError.held(directory: directory)
    }

    /// A daemon that is just ending, or a process just being started by the one before, lets go within a moment.
    private static let tries = 20
    private static let pause: UInt32 = 50_000

    deinit { try? file.close() }
}
