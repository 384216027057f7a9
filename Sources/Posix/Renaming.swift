internal import CPosix
public import SystemPackage

/// Gives a file or directory another name, in place of a file or an empty directory that bears it.
///
/// - Throws: `Errno`.
public func rename(_ path: String, to other: String) throws(Errno) {
    let status = unsafe file_rename(path, other)
    guard status == 0 else { throw Errno(rawValue: status) }
}
