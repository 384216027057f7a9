internal import CPosix
public import SystemPackage

/// Takes every right to open, make, change or run a file from this process, for good; what is open stays open. To be called
/// before other threads are started, as those go on as they were.
///
/// - Throws: `Errno` where the kernel does not do so.
public func forbidFiles() throws(Errno) {
    let status = process_forbid_files()
    guard status == 0 else { throw Errno(rawValue: status) }
}

/// Has the kernel end this process after so many seconds, whatever it is doing then.
public func endAfter(seconds: UInt32) { process_end_after(seconds) }
