internal import CLMDB

/// The one transaction that changes an environment. It begins, runs and ends on one thread.
@safe package struct WriteTransaction: ~Copyable, ~Escapable {
    let handle: OpaquePointer

    @_lifetime(borrow environment)
    init(_ environment: borrowing Environment) throws(LMDBError) {
        var raw: OpaquePointer?
        try unsafe check(mdb_txn_begin(environment.handle, nil, 0, &raw))
        guard let raw = unsafe raw else { throw LMDBError(rawValue: MDB_PANIC) }
        unsafe handle = raw
    }

    deinit { unsafe mdb_txn_abort(handle) }

    /// What this transaction sees, its own changes included.
    package var reading: ReadTransaction {
        @_lifetime(borrow self) borrowing get { ReadTransaction(sharing: self) }
    }

    /// The table of this name, made if it is not there.
    package mutating func openTable(_ name: String) throws(LMDBError) -> Table {
        var dbi: MDB_dbi = 0
        try unsafe check(mdb_dbi_open(handle, name, UInt32(MDB_CREATE), &dbi))
        return Table(dbi: dbi)
    }

    /// Sets the value under `key`, replacing what is there.
    package mutating func put(_ value: [UInt8], for key: [UInt8], in table: Table) throws(LMDBError) {
        try check(store(value, key, table, 0))
    }

    /// Sets many values, in the order of their keys: each is looked for from where the last one stands.
    ///
    /// - Parameter body: given what sets the value under a key, replacing what is there.
    package mutating func putInOrder(
        in table: Table, _ body: (_ put: (_ value: Span<UInt8>, _ key: Span<UInt8>) throws(LMDBError) -> Void) throws -> Void
    ) throws {
        var cursor: OpaquePointer?
        try unsafe check(mdb_cursor_open(handle, table.dbi, &cursor))
        defer { unsafe mdb_cursor_close(cursor) }
        try body { value, key throws(LMDBError) in
            let status = unsafe key.withUnsafeBytes { k in
                unsafe value.withUnsafeBytes { v in
                    var key = unsafe MDB_val(k)
                    var value = unsafe MDB_val(v)
                    return unsafe mdb_cursor_put(cursor, &key, &value, 0)
                }
            }
            try check(status)
        }
    }

    /// Adds an entry; false if `key` is already there.
    package mutating func insert(_ value: [UInt8], for key: [UInt8], in table: Table) throws(LMDBError) -> Bool {
        let status = store(value, key, table, UInt32(MDB_NOOVERWRITE))
        if status == MDB_KEYEXIST { return false }
        try check(status)
        return true
    }

    /// Adds an entry behind all others, which fills pages to the brim; false if `key` is not greater than every other.
    package mutating func append(_ value: [UInt8], for key: [UInt8], in table: Table) throws(LMDBError) -> Bool {
        let status = store(value, key, table, UInt32(MDB_APPEND))
        if status == MDB_KEYEXIST { return false }
        try check(status)
        return true
    }

    /// Removes the entry under `key`; false if there is none. Its bytes stay in a free page until that is used again.
    package mutating func remove(_ key: [UInt8], from table: Table) throws(LMDBError) -> Bool {
        let status = unsafe key.withUnsafeBytes { k in
            var key = unsafe MDB_val(k)
            return unsafe mdb_del(handle, table.dbi, &key, nil)
        }
        if status == MDB_NOTFOUND { return false }
        try check(status)
        return true
    }

    /// Removes every entry.
    package mutating func clear(_ table: Table) throws(LMDBError) { try unsafe check(mdb_drop(handle, table.dbi, 0)) }

    consuming func commit() throws(LMDBError) {
        let handle = unsafe self.handle
        discard self
        try unsafe check(mdb_txn_commit(handle))
    }

    private func store(_ value: [UInt8], _ key: [UInt8], _ table: Table, _ flags: UInt32) -> CInt {
        unsafe key.withUnsafeBytes { k in
            unsafe value.withUnsafeBytes { v in
                var key = unsafe MDB_val(k)
                var value = unsafe MDB_val(v)
                return unsafe mdb_put(handle, table.dbi, &key, &value, flags)
            }
        }
    }
}
