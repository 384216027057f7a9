import Glibc
import SystemPackage

/// Keeps a directory to one process, for as long as it lives.
final class DirectoryLock: Sendable {
    private let file: FileDescriptor

    init(directory: String) throws {
        file = try FileDescriptor.open(
            FilePath(directory).appending("daybookd.lock"), .readWrite, options: [.create, .closeOnExec],
            permissions: .ownerReadWrite)
        guard flock(file.rawValue, LOCK_EX | LOCK_NB) == 0 else {
            try? file.close()
            throw LedgerError.held(directory: directory)
        }
    }

    deinit { try? file.close() }
}

/// Makes the names in a directory outlive a crash of the machine.
func syncDirectory(_ path: String) throws {
    let directory = try FileDescriptor.open(FilePath(path), .readOnly, options: .closeOnExec)
    try directory.closeAfter {
        guard fsync(directory.rawValue) == 0 else { throw Errno(rawValue: errno) }
    }
}
