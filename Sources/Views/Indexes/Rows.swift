import Events
import LMDB
import Spans

/// Rows on their way into a view's table. Their bytes lie one behind the other: a row is a few dozen bytes, and memory of its own for
/// each key and value costs more than all else that a view does.
struct Rows {
    private var bytes: [UInt8] = []
    private var rows: [Row] = []

    private struct Row {
        /// The key's first eight bytes, which nearly always tell two keys apart.
        let order: UInt64
        let start: Int
        let keyLength: Int
        let valueLength: Int

        var key: Range<Int> { start..<start + keyLength }
        var value: Range<Int> { key.upperBound..<key.upperBound + valueLength }
    }

    /// - Parameters:
    ///   - value: what stands under the key.
    ///   - writeKey: writes the key behind the bytes it is given.
    mutating func add(_ value: [UInt8] = [], writeKey: (_ bytes: inout [UInt8]) -> Void) {
        let start = bytes.count
        writeKey(&bytes)
        let keyLength = bytes.count - start
        bytes.append(contentsOf: value)
        let order = bytes.span.bigEndian(at: start) ?? 0
        rows.append(Row(order: order, start: start, keyLength: keyLength, valueLength: value.count))
    }

    /// The row of an event under a name, if the view has names, and in order of time, if it is.
    mutating func add(_ name: String? = nil, _ time: Instant? = nil, _ position: Position, _ value: [UInt8] = []) {
        add(value) { IndexKey.write(name, time, position, to: &$0) }
    }

    /// Puts the rows in the order of their keys, so that a page of the table is touched once.
    mutating func sort() {
        let bytes = bytes
        rows.sort { a, b in
            guard a.order == b.order else { return a.order < b.order }
            return isBefore(bytes.span.extracting(a.key), bytes.span.extracting(b.key))
        }
    }

    func write(to table: Table, _ transaction: inout WriteTransaction) throws {
        guard !rows.isEmpty else { return }
        try transaction.putInOrder(in: table) { put in
            for row in rows { try put(bytes.span.extracting(row.value), bytes.span.extracting(row.key)) }
        }
    }
}
