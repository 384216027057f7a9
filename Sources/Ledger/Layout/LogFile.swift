import SystemPackage

/// The file that holds a ledger's events, seen from outside.
enum LogFile {
    /// Whether the file is there and has no bytes, as after a copy that failed or on a disk that was full.
    ///
    /// - Parameter directory: the ledger's.
    static func isEmpty(in directory: String) -> Bool {
        let path = FilePath(directory + "/log/data.mdb")
        guard let file = try? FileDescriptor.open(path, .readOnly, options: .closeOnExec) else { return false }
        return (try? file.closeAfter { try file.seek(offset: 0, from: .end) }) == 0
    }

    /// What is wrong with a file that is empty.
    static let emptiness = "log/data.mdb is empty: nothing of the ledger is in it"
}
