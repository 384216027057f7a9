internal import Glibc

extension Environment {
    /// Removes an environment's lock file, before another data file takes the place of its own: it counts the transactions of the
    /// old file, and LMDB must begin another. Who has the environment open goes on with it.
    package static func removeLock(of directory: String) throws(LMDBError) {
        if unsafe unlink(directory + "/lock.mdb") != 0, errno != ENOENT { throw LMDBError(rawValue: errno) }
    }
}
