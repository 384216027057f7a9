import Ledger
import Logging
import Views

extension Desk {
    /// Frees reader slots of processes that are gone, of both ledgers and their views: a process that was killed while it
    /// read holds the pages of all that it read, and files then grow without end. What fails is logged, to be tried again.
    public func freeStaleReaders() {
        attempt("ledger") { try ledger.clearStaleReaders() }
        attempt("views") { try views.clearStaleReaders() }
        attempt("visitors' book") { try book.ledger.clearStaleReaders() }
        attempt("views of the visitors' book") { try book.views.clearStaleReaders() }
    }

    private func attempt(_ place: String, _ body: () throws -> Void) {
        do { try body() } catch {
            logger.warning(
                "reader slots could not be freed, which is tried again", metadata: ["in": "\(place)", "error": "\(error)"])
        }
    }
}
