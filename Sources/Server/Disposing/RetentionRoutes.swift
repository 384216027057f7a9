import Access
import Events
import Hummingbird
import JSON
import Ledger
import Practice
import Retention
import Views
import Wire

/// What may be disposed of by the retention schedules: cases and dates, and of a case that is held who holds it and why. Each
/// case listed is a look at it.
struct RetentionRoutes {
    let desk: Desk

    func add(to router: Router<Context>) { router.get("/v1/retention/due", use: due) }

    private func due(_ request: Request, context: Context) async throws -> Response {
        _ = try desk.admit(request, context, to: .dispose)
        let query = QueryReader(request, allowed: ["as_at"])
        let day = try query.day("as_at") ?? London.day(of: desk.clock())
        try query.finish()
        let basis = try await desk.basis(query)
        var entries: [RetentionEntry] = []
        for subject in try closed(below: basis.size) {
            try Task.checkCancellation()
            let record = try await desk.record(of: subject, try desk.ledger.positions(of: subject, below: basis.size), basis, nil)
            let verdict = RetentionVerdict(RetentionFacts(record), desk.retention, on: day)
            if case .kept = verdict { continue }
            let placed = try await desk.holds(on: subject, basis).first
            if let placed, placed.subject != subject { context.visit.shows(1, of: placed.subject) }
            if let entry = RetentionEntry(subject, verdict, placed?.hold) { entries.append(entry) }
        }
        entries.sort { ($0.keptUntil?.number ?? .max, $0.subject.ref) < ($1.keptUntil?.number ?? .max, $1.subject.ref) }
        context.visit.looks(at: .ledger)
        context.visit.shows(entries.count, of: .ledger)
        for entry in entries { context.visit.shows(1, of: entry.subject) }
        context.visit.rests(on: basis.size)
        return Response.json { writer in
            writer.member("as_at", day.description)
            writer.member("entries", entries)
            writer.member("basis", basis)
        }
    }

    /// Cases that were ever closed and are not disposed of.
    private func closed(below size: UInt64) throws -> [Subject] {
        let positions = try desk.views.positions(type: "case.closed", after: nil, below: size, limit: .max)
        var seen: Set<Subject> = []
        return try positions.compactMap { try desk.ledger.subject(at: $0) }.filter { subject in
            guard seen.insert(subject).inserted else { return false }
            return try desk.ledger.erasure(of: subject) == nil
        }
    }
}
