import Events
import Ledger
import Transparency
import Wire

/// Reads what an answer is to be computed from: the ledger as it is, as it was at a size, or as it was known at a time.
struct BasisReader {
    let ledger: Ledger
    let now: Instant

    /// The parameters that choose a basis.
    static let parameters = ["known_at", "at_size", "known_basis"]

    /// - Parameters:
    ///   - query: the request's query.
    ///   - cursorSize: the size that a page before this one was computed at, which a later page keeps to.
    func read(_ query: QueryReader, cursorSize: UInt64? = nil) async throws -> Basis {
        let head = ledger.head
        let entered = try isEntered(query)
        let knownAt = try query.instant("known_at")
        let atSize = try query.number("at_size")
        if knownAt != nil, atSize != nil, !entered {
            throw Problem.badQuery("Give known_at or at_size, not both: each says what was known.")
        }
        // The ledger's own times may lie ahead of a clock that was set back.
        if let knownAt, knownAt > max(now, head.recordedTime ?? now) {
            throw Problem.badQuery("known_at lies in the future; what will be known then is not known now.")
        }
        var size = head.size
        if let atSize {
            guard atSize <= head.size else {
                throw Problem.badQuery("at_size is beyond the ledger, which has \(head.size) events.")
            }
            size = atSize
        } else if let knownAt, !entered {
            size = try await ledger.size(knownAt: knownAt)
        }
        if let cursorSize { size = min(size, cursorSize) }
        guard let root = try ledger.root(at: size) else { throw Problem.badQuery("at_size is beyond the ledger.") }
        let recorded = size == 0 ? nil : try ledger.recordedTime(at: Position(size - 1))
        return Basis(size: size, root: root, recordedTime: recorded, enteredBy: entered ? knownAt : nil)
    }

    private func isEntered(_ query: QueryReader) throws(Problem) -> Bool {
        switch try query.text("known_basis") {
        case nil, "recorded"?: false
        case "entered"?: true
        case let other?:
            throw .badQuery("known_basis is recorded (the ledger's times) or entered (the source systems'), not \"\(other)\".")
        }
    }
}
