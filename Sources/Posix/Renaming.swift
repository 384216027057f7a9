internal import CPosix
public import SystemPackage

/// Gives a file or directory another name, in place of a file or an empty directory that bears it.
///
/// - Throws: `Errno`.
public func rename(_ path: String, to other: String) throws(Errno) {
    let status = unsafe file_rename(path, other)
    guard status == 0 else { throw Errno(rawValue: status) }
}

/// Exchanges the names of two files on one file system, in one step.
///
/// - Returns: false, and nothing is changed, where the file system cannot do that: ext4, XFS, Btrfs and tmpfs can.
/// - Throws: `Errno`.
public func exchange(_ path: String, with other: String) throws(Errno) -> Bool {
    let status = unsafe file_exchange(path, other)
    switch Errno(rawValue: status) {
    case Errno(rawValue: 0): return true
    case .invalidArgument, .noFunction: return false
    case let error: throw error
    }
}
