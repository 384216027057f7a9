internal import CLMDB

/// One entry under a cursor. Both views die with the transaction that produced them.
package struct Entry: ~Escapable {
    package let key: Span<UInt8>
    package let value: Span<UInt8>
    /// Tells the page of the map that the key stands in from others.
    package let page: UInt

    @_lifetime(copy key, copy value)
    init(key: Span<UInt8>, value: Span<UInt8>, page: UInt) {
        self.key = key
        self.value = value
        self.page = page
    }

    /// Bytes of a page at least, as a power of two: parts of a larger page count as pages.
    fileprivate static let pageBits: UInt = 12
}

/// A place in a table, moving in the order of keys.
@safe package struct Cursor: ~Copyable, ~Escapable {
    let handle: OpaquePointer

    @_lifetime(borrow transaction)
    init(_ transaction: borrowing ReadTransaction, _ table: Table) throws(LMDBError) {
        var raw: OpaquePointer?
        try unsafe check(mdb_cursor_open(transaction.handle, table.dbi, &raw))
        guard let raw = unsafe raw else { throw LMDBError(rawValue: MDB_PANIC) }
        unsafe self.handle = raw
    }

    deinit { unsafe mdb_cursor_close(handle) }

    /// The first entry whose key is `key` or greater, so the table's first for an empty key; nil if there is none.
    @_lifetime(copy self)
    package mutating func seek(_ key: [UInt8]) throws(LMDBError) -> Entry? {
        var k = unsafe MDB_val()
        var v = unsafe MDB_val()
        let status = unsafe key.withUnsafeBytes { bytes in
            unsafe k = MDB_val(bytes)
            // LMDB has no empty keys, and refuses to look for one.
            return unsafe mdb_cursor_get(handle, &k, &v, bytes.isEmpty ? MDB_FIRST : MDB_SET_RANGE)
        }
        if status == MDB_NOTFOUND { return nil }
        try check(status)
        return unsafe _overrideLifetime(entry(k, v), copying: self)
    }

    /// The last entry whose key is less than `key`; nil if there is none.
    @_lifetime(copy self)
    package mutating func last(before key: [UInt8]) throws(LMDBError) -> Entry? {
        var k = unsafe MDB_val()
        var v = unsafe MDB_val()
        let found = unsafe key.withUnsafeBytes { bytes in
            unsafe k = MDB_val(bytes)
            return unsafe mdb_cursor_get(handle, &k, &v, MDB_SET_RANGE)
        }
        if found != MDB_NOTFOUND { try check(found) }
        let status = unsafe mdb_cursor_get(handle, &k, &v, found == MDB_NOTFOUND ? MDB_LAST : MDB_PREV)
        if status == MDB_NOTFOUND { return nil }
        try check(status)
        return unsafe _overrideLifetime(entry(k, v), copying: self)
    }

    /// The next entry; nil at the end. The first, where the cursor stands nowhere yet.
    @_lifetime(copy self)
    package mutating func next() throws(LMDBError) -> Entry? { try move(MDB_NEXT) }

    /// The entry before; nil at the start. The last, where the cursor stands nowhere yet.
    @_lifetime(copy self)
    package mutating func previous() throws(LMDBError) -> Entry? { try move(MDB_PREV) }

    @_lifetime(copy self)
    private mutating func move(_ operation: MDB_cursor_op) throws(LMDBError) -> Entry? {
        var k = unsafe MDB_val()
        var v = unsafe MDB_val()
        let status = unsafe mdb_cursor_get(handle, &k, &v, operation)
        if status == MDB_NOTFOUND { return nil }
        try check(status)
        return unsafe _overrideLifetime(entry(k, v), copying: self)
    }

    @_lifetime(copy self)
    private func entry(_ key: MDB_val, _ value: MDB_val) -> Entry {
        let entry = unsafe Entry(
            key: Span(_unsafeBytes: UnsafeRawBufferPointer(start: key.mv_data, count: key.mv_size)),
            value: Span(_unsafeBytes: UnsafeRawBufferPointer(start: value.mv_data, count: value.mv_size)),
            page: UInt(bitPattern: key.mv_data) >> Entry.pageBits)
        return unsafe _overrideLifetime(entry, copying: self)
    }
}
