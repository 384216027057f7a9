import Events
import LMDB
import Ledger
import Synchronization

/// How the views are known again at a start. They lie beside the ledger, where nothing signs them, and who may see a case rests on
/// one of them: a restriction whose row is gone would be none.
extension Views {
    /// The type of the events whose rows decide who may see a case.
    static let restriction = "record.restricted"

    /// The restrictions so far, in a few bytes: each added to those before it.
    func chain(_ restrictions: some Sequence<Position>, after chain: [UInt8] = []) -> [UInt8] {
        restrictions.reduce(chain) { ledger.tag($0 + IndexKey.position($1)) }
    }

    /// Writes a mark, with the rows that the views have now and what vouches for both.
    func put(_ mark: Mark, vouchingFor chain: [UInt8], _ transaction: inout WriteTransaction) throws {
        var mark = mark
        mark.rows = try rows(mark, transaction.reading)
        let bytes = mark.bytes
        try transaction.put(bytes, for: Mark.key, in: about)
        try transaction.put(ledger.tag(bytes + chain), for: Mark.tagKey, in: about)
    }

    /// Whether the views are as this ledger's daemon left them: the mark is its own, no view has more or fewer rows, and the rows of
    /// restrictions are those that were written. Keeps these in mind, to go on from there.
    func areVouchedFor() throws -> Bool {
        let (bytes, tag, rows) = try environment.read { reading in
            let bytes = try reading.bytes(for: Mark.key, in: about) ?? []
            return (bytes, try reading.bytes(for: Mark.tagKey, in: about), try self.rows(Mark(bytes), reading))
        }
        let mark = Mark(bytes)
        guard rows == mark.rows else { return false }
        let chain = chain(try positions(type: Self.restriction, after: nil, below: mark.position, limit: .max))
        guard tag == ledger.tag(bytes + chain) else { return false }
        state.withLock { $0.restrictions = chain }
        return true
    }

    private func rows(_ mark: Mark, _ reading: borrowing ReadTransaction) throws -> [String: Int] {
        var rows: [String: Int] = [:]
        for index in Index.all { rows[index.name] = try reading.count(of: table(index, mark)) }
        return rows
    }
}
