internal import CLMDB

/// A consistent snapshot; values read from it are views of the memory map and die with it.
@safe package struct ReadTransaction: ~Copyable, ~Escapable {
    let handle: OpaquePointer
    /// Whether this value owns the transaction; the reading side of a write transaction does not.
    private let isOwner: Bool

    @_lifetime(borrow environment)
    init(_ environment: borrowing Environment) throws(LMDBError) {
        var raw: OpaquePointer?
        try unsafe check(mdb_txn_begin(environment.handle, nil, UInt32(MDB_RDONLY), &raw))
        guard let raw = unsafe raw else { throw LMDBError(rawValue: MDB_PANIC) }
        unsafe handle = raw
        isOwner = true
    }

    @_lifetime(borrow transaction)
    init(sharing transaction: borrowing WriteTransaction) {
        unsafe handle = transaction.handle
        isOwner = false
    }

    deinit { if isOwner { unsafe mdb_txn_abort(handle) } }

    /// The value under `key`; nil if there is none.
    @_lifetime(borrow self)
    package borrowing func value(for key: [UInt8], in table: Table) throws(LMDBError) -> Span<UInt8>? {
        guard let bytes = try unsafe lookUp(handle, table.dbi, key) else { return nil }
        return unsafe _overrideLifetime(Span<UInt8>(_unsafeBytes: bytes), borrowing: self)
    }

    /// The value under a number as a key of eight bytes, the most significant first; nil if there is none.
    @_lifetime(borrow self)
    package borrowing func value(at number: UInt64, in table: Table) throws(LMDBError) -> Span<UInt8>? {
        var found = unsafe MDB_val()
        var number = number.bigEndian
        let status = unsafe withUnsafeBytes(of: &number) { bytes in
            var key = unsafe MDB_val(bytes)
            return unsafe mdb_get(handle, table.dbi, &key, &found)
        }
        if status == MDB_NOTFOUND { return nil }
        try check(status)
        let bytes = unsafe UnsafeRawBufferPointer(start: found.mv_data, count: found.mv_size)
        return unsafe _overrideLifetime(Span<UInt8>(_unsafeBytes: bytes), borrowing: self)
    }

    /// A copy of the value under `key`; nil if there is none.
    package borrowing func bytes(for key: [UInt8], in table: Table) throws(LMDBError) -> [UInt8]? {
        guard let bytes = try unsafe lookUp(handle, table.dbi, key) else { return nil }
        return unsafe [UInt8](bytes)
    }

    /// A place in `table`, before its first entry.
    @_lifetime(borrow self)
    package borrowing func cursor(over table: Table) throws(LMDBError) -> Cursor { try Cursor(self, table) }

    /// How many entries `table` has.
    package borrowing func count(of table: Table) throws(LMDBError) -> Int {
        var stat = MDB_stat()
        try unsafe check(mdb_stat(handle, table.dbi, &stat))
        return stat.ms_entries
    }
}

@unsafe func lookUp(_ handle: OpaquePointer, _ dbi: MDB_dbi, _ key: [UInt8]) throws(LMDBError) -> UnsafeRawBufferPointer? {
    var found = unsafe MDB_val()
    let status = unsafe key.withUnsafeBytes { k in
        var key = unsafe MDB_val(k)
        return unsafe mdb_get(handle, dbi, &key, &found)
    }
    if status == MDB_NOTFOUND { return nil }
    try check(status)
    return unsafe UnsafeRawBufferPointer(start: found.mv_data, count: found.mv_size)
}

extension MDB_val {
    @unsafe init(_ bytes: UnsafeRawBufferPointer) {
        unsafe self.init(mv_size: bytes.count, mv_data: UnsafeMutableRawPointer(mutating: bytes.baseAddress))
    }
}
