import Access
import Events
import Synchronization

/// What one request looked at and what became of it, gathered while it is answered and written in the visitors' book
/// before the answer leaves.
final class VisitNote: Sendable {
    struct Look: Hashable, Sendable {
        /// Entries or events shown.
        var shown = 0
        /// Whether a restricted case was opened by breaking the glass.
        var brokeGlass = false
    }

    struct State: Sendable {
        var visitor: Visitor?
        /// Whom a peer claimed to speak for that could not, and who the peer is.
        var claimed: String?
        var peerName: String?
        var purpose: String?
        var looks: [Subject: Look] = [:]
        /// Events that an answer across cases left out.
        var leftOut = 0
        /// The size of the ledger that the answer rests on.
        var size: UInt64?
        /// The right that was missing.
        var refused: String?
        /// Whether it was the visitors' book that was looked at.
        var isOfTheBook = false
    }

    private let state = Mutex(State())

    var snapshot: State { state.withLock { $0 } }

    /// What was gathered, to be written in the book now: it is not gathered twice.
    func handOver() -> State {
        state.withLock { state in
            defer { state = State() }
            return state
        }
    }

    func admitted(_ visitor: Visitor) {
        state.withLock { state in
            state.visitor = visitor
            state.purpose = visitor.purpose
        }
    }

    func claims(_ officer: String?, by peerName: String?, purpose: String?) {
        state.withLock { state in
            state.claimed = officer
            state.peerName = peerName
            state.purpose = purpose
        }
    }

    func refused(_ right: String) { state.withLock { $0.refused = right } }

    /// A look at a subject's record; what is shown of it comes later, or nothing.
    func looks(at subject: Subject, brokeGlass: Bool = false) {
        state.withLock { state in
            if brokeGlass {
                state.looks[subject, default: Look()].brokeGlass = true
            } else {
                state.looks[subject, default: Look()].shown += 0
            }
        }
    }

    /// So many entries of a subject's record are in the answer.
    func shows(_ count: Int, of subject: Subject) { state.withLock { $0.looks[subject, default: Look()].shown += count } }

    /// The basis, and how many events were left out.
    func rests(on size: UInt64, leavingOut count: Int = 0) {
        state.withLock { state in
            state.size = size
            state.leftOut += count
        }
    }

    func isOfTheBook() { state.withLock { $0.isOfTheBook = true } }
}
