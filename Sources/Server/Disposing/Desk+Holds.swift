import Events
import Ledger
import Practice
import Views
import Wire

/// A hold, and whose file it stands on.
struct PlacedHold {
    let hold: Hold
    let subject: Subject
}

extension Desk {
    /// The holds that stand on a case: those of its own file, then those of others' that say that they concern it. To dispose of what
    /// somebody holds cannot be undone, and to ask once more can.
    func holds(on subject: Subject, _ basis: Basis) async throws -> [PlacedHold] {
        var holds = Hold.standing(try await record(of: subject, basis, nil)).map { PlacedHold(hold: $0, subject: subject) }
        let concerning = try views.positions(concerning: subject, below: basis.size)
        let elsewhere = try ledger.events(at: concerning).filter { $0.attributes.type == "record.held" }
        for other in Set(elsewhere.map(\.attributes.subject)).sorted(by: { $0.description < $1.description }) {
            // What was held there is gone, and with it what would say that the hold was released.
            guard try ledger.erasure(of: other) == nil else { continue }
            let named = Set(elsewhere.map(\.position))
            holds += Hold.standing(try await record(of: other, basis, nil)).filter { named.contains($0.position) }
                .map { PlacedHold(hold: $0, subject: other) }
        }
        return holds
    }
}
