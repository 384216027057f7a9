internal import CLMDB
internal import Glibc

/// One directory, one memory map, one writer at a time.
@safe package final class Environment: Sendable {
    // Written once in `init`; LMDB itself makes the calls on it thread-safe.
    nonisolated(unsafe) let handle: OpaquePointer

    /// How an environment is opened, where not for reading and writing with every commit on the disk.
    package struct Options: OptionSet, Sendable {
        package let rawValue: Int
        package init(rawValue: Int) { self.rawValue = rawValue }
        /// Commits are not flushed: for what can be made again. A crash of the machine may leave the file damaged.
        package static let noSync = Options(rawValue: 1)
        /// Nothing is changed, and another process may be writing. Tables are opened with `openTable`.
        package static let readOnly = Options(rawValue: 2)
    }

    /// - Parameters:
    ///   - path: an existing directory.
    ///   - mapSize: bytes of address space, and so the most the file can grow to.
    ///   - tables: how many named tables may be open.
    ///   - readers: how many read transactions may be open at once, over all processes.
    package init(path: String, mapSize: Int, tables: Int, readers: Int, options: Options = []) throws(LMDBError) {
        var raw: OpaquePointer?
        try unsafe check(mdb_env_create(&raw))
        guard let raw = unsafe raw else { throw LMDBError(rawValue: MDB_PANIC) }
        unsafe handle = raw
        // On a throw below, deinit runs: every stored property is set.
        try unsafe check(mdb_env_set_mapsize(handle, mapSize))
        try unsafe check(mdb_env_set_maxdbs(handle, UInt32(tables)))
        try unsafe check(mdb_env_set_maxreaders(handle, UInt32(readers)))
        // Without thread-local readers a read transaction may change threads, as Swift tasks do.
        var flags = UInt32(MDB_NOTLS)
        if options.contains(.noSync) { flags |= UInt32(MDB_NOSYNC) }
        if options.contains(.readOnly) { flags |= UInt32(MDB_RDONLY) } else { try Self.makeRoomForReaders(path, readers) }
        try unsafe check(mdb_env_open(handle, path, flags, 0o600))
    }

    deinit { unsafe mdb_env_close(handle) }

    /// Gives the lock file its blocks before it is mapped: on a full disk, a reader in a slot that has none would die of SIGBUS.
    ///
    /// To be done before LMDB opens the file: to close any descriptor of it lets go of all its locks.
    private static func makeRoomForReaders(_ path: String, _ readers: Int) throws(LMDBError) {
        let file = unsafe open(path + "/lock.mdb", O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard file >= 0 else { throw LMDBError(rawValue: errno) }
        defer { close(file) }
        // A slot has 64 bytes, and what stands before them fewer than 256. LMDB takes a longer file as it is.
        let length = max(lseek(file, 0, SEEK_END), 64 * readers + 256)
        let status = posix_fallocate(file, 0, length)
        guard status == 0 else { throw LMDBError(rawValue: status) }
    }

    /// A consistent snapshot for as long as `body` runs; keep it short, as pages freed meanwhile are not reused.
    package func read<Result: ~Copyable>(_ body: (borrowing ReadTransaction) throws -> Result) throws -> Result {
        try body(try ReadTransaction(self))
    }

    /// Runs `body` in the one write transaction and commits it; on a throw nothing of it is kept.
    ///
    /// The body is synchronous on purpose: LMDB ties a write transaction to its thread.
    package func write<Result: ~Copyable>(_ body: (inout WriteTransaction) throws -> Result) throws -> Result {
        var transaction = try WriteTransaction(self)
        let result = try body(&transaction)
        do { try transaction.commit() } catch { throw CommitFailure(cause: error) }
        return result
    }

    /// The table of this name, which must be there: the way to open one where nothing may be changed.
    package func openTable(_ name: String) throws(LMDBError) -> Table {
        var raw: OpaquePointer?
        try unsafe check(mdb_txn_begin(handle, nil, UInt32(MDB_RDONLY), &raw))
        var dbi: MDB_dbi = 0
        var status = unsafe mdb_dbi_open(raw, name, 0, &dbi)
        if status == MDB_SUCCESS { status = unsafe Self.checkEntry(of: name, raw) }
        guard status == MDB_SUCCESS else {
            unsafe mdb_txn_abort(raw)
            throw LMDBError(rawValue: status)
        }
        // The handle outlives the transaction only where that is committed.
        try unsafe check(mdb_txn_commit(raw))
        return Table(dbi: dbi)
    }

    /// Whether what the table of tables says of one has its length: LMDB 0.9.24 does not look, later ones do, and refuse it.
    @unsafe private static func checkEntry(of name: String, _ transaction: OpaquePointer?) -> CInt {
        var main: MDB_dbi = 0
        let status = unsafe mdb_dbi_open(transaction, nil, 0, &main)
        guard status == MDB_SUCCESS else { return status }
        var entry = unsafe MDB_val()
        let found = unsafe Array(name.utf8).withUnsafeBytes { name in
            var key = unsafe MDB_val(name)
            return unsafe mdb_get(transaction, main, &key, &entry)
        }
        guard found == MDB_SUCCESS else { return found }
        return unsafe entry.mv_size == tableEntryLength ? MDB_SUCCESS : MDB_CORRUPTED
    }

    /// Bytes of LMDB's `MDB_db` where addresses have eight.
    private static let tableEntryLength = 48

    /// Writes a copy of the state as it is now, packed, as `data.mdb` in an existing empty directory. Writers go on
    /// meanwhile, and the copy is not flushed to the disk. Only its owner may read it.
    package func copy(to directory: String) throws(LMDBError) {
        try unsafe check(mdb_env_copy2(handle, directory, UInt32(MDB_CP_COMPACT)))
        // LMDB makes the copy as open as the process allows; until here the directory is what guards it.
        guard unsafe chmod(directory + "/data.mdb", 0o600) == 0 else { throw LMDBError(rawValue: errno) }
    }

    /// Flushes everything written so far to the disk.
    package func sync() throws(LMDBError) { try unsafe check(mdb_env_sync(handle, 1)) }

    /// Frees the slots of readers whose process is gone; answers how many.
    @discardableResult
    package func clearStaleReaders() throws(LMDBError) -> Int {
        var dead: CInt = 0
        try unsafe check(mdb_reader_check(handle, &dead))
        return Int(dead)
    }

    /// Bytes of the map in use, and its size.
    package var usage: (used: Int, size: Int) {
        var info = unsafe MDB_envinfo()
        var stat = MDB_stat()
        guard unsafe mdb_env_info(handle, &info) == 0, unsafe mdb_env_stat(handle, &stat) == 0 else { return (0, 0) }
        return unsafe ((info.me_last_pgno + 1) * Int(stat.ms_psize), info.me_mapsize)
    }
}

/// A commit that failed. Whether it reached the disk is not known.
package struct CommitFailure: Error, Sendable {
    package let cause: LMDBError

    /// Whether a write failed because there was no room for it, and so may be tried again once there is. A commit changes nothing
    /// that was there before its last page, and that page has had its place on the disk since the file was made: where it
    /// fails all the same, LMDB refuses every further transaction with another error.
    package static func isWantOfRoom(_ error: any Error) -> Bool {
        switch error {
        case let error as CommitFailure: error.cause.isWantOfRoom
        case let error as LMDBError: error.isWantOfRoom
        default: false
        }
    }
}
