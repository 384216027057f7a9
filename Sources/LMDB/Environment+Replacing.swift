internal import Glibc

extension Environment {
    /// Puts the data file of a copy in the place of another environment's, in one step: whoever opens the directory finds
    /// the one or the other, whole.
    ///
    /// Who has the old file open goes on with it. Its lock file goes too: it counts the transactions of the old file, and
    /// LMDB must begin another for the copy.
    ///
    /// - Parameters:
    ///   - directory: of the environment that is replaced.
    ///   - copy: the directory of the copy, on the same file system.
    package static func replace(_ directory: String, by copy: String) throws(LMDBError) {
        if unsafe unlink(directory + "/lock.mdb") != 0, errno != ENOENT { throw LMDBError(rawValue: errno) }
        guard unsafe rename(copy + "/data.mdb", directory + "/data.mdb") == 0 else { throw LMDBError(rawValue: errno) }
    }
}
