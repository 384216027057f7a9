import Ledger
import Logging
import Views

/// What the daemon keeps on the disk: the ledger, its visitors' book, and the views of both.
struct Stores {
    let ledger: Ledger
    let views: Views
    let visitors: Ledger
    let visitorsViews: Views

    /// Stops what stores, each whatever becomes of the others.
    ///
    /// - Throws: the first error.
    func close(_ logger: Logger) async throws {
        var failures: [any Error] = []
        do { try await ledger.stop() } catch { failures.append(error) }
        do { try views.close() } catch { failures.append(error) }
        do { try await visitors.stop() } catch { failures.append(error) }
        // On a full disk they cannot be marked as whole; after a crash of the machine they are then built anew.
        do { try visitorsViews.close() } catch {
            logger.warning("the views of the visitors' book were not closed", metadata: ["error": "\(error)"])
        }
        if let first = failures.first { throw first }
    }
}
