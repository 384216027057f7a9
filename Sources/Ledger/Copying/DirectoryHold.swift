import Glibc
import SystemPackage

/// Keeps a directory in which a ledger is made to one process: what another leaves behind is not taken from under it while it still
/// works, as the one that a command has started does for a moment when the command was killed.
final class DirectoryHold: Sendable {
    private let directory: FileDescriptor?

    /// - Parameters:
    ///   - path: the directory; where it is not there, nothing is held.
    ///   - place: where the ledger is to be.
    /// - Throws: `LedgerError.beingMade` where another process holds it.
    init(_ path: String, of place: String) throws {
        directory = try Self.open(path)
        guard let directory else { return }
        for _ in 0..<Self.tries {
            if flock(directory.rawValue, LOCK_EX | LOCK_NB) == 0 { return }
            usleep(Self.pause)
        }
        throw LedgerError.beingMade(directory: place)
    }

    private static func open(_ path: String) throws -> FileDescriptor? {
        do { return try FileDescriptor.open(FilePath(path), .readOnly, options: [.directory, .closeOnExec]) } catch Errno
            .noSuchFileOrDirectory
        { return nil }
    }

    deinit { try? directory?.close() }

    /// One whose command is gone ends at once; what it was just writing to the disk may take a moment.
    private static let tries = 100
    private static let pause: UInt32 = 50_000
}
