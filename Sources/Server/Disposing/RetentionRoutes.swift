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
            let positions = try desk.ledger.positions(of: subject, below: basis.size)
            let record = Record(try desk.ledger.events(at: positions), of: subject)
            let verdict = RetentionVerdict(RetentionFacts(record), desk.retention, on: day)
            if let entry = RetentionEntry(subject, verdict, Hold.standing(record).first) { entries.append(entry) }
        }
        entries.sort { ($0.keptUntil?.number ?? .max, $0.subject.ref) < ($1.keptUntil?.number ?? .max, $1.subject.ref) }
        context.visit.looks(at: VisitorsBook.ledgerSubject)
        context.visit.shows(entries.count, of: VisitorsBook.ledgerSubject)
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

/// One case in the list of what is due.
struct RetentionEntry: JSONWritable {
    let subject: Subject
    let schedule: String
    let keptUntil: Day?
    let because: String
    let status: String
    let hold: Hold?

    /// Nil where nothing is due.
    init?(_ subject: Subject, _ verdict: RetentionVerdict, _ hold: Hold?) {
        self.subject = subject
        self.hold = hold
        switch verdict {
        case .kept: return nil
        case .due(let schedule, let until, let reason):
            (self.schedule, keptUntil, because) = (schedule, until, reason)
            status = hold == nil ? "due" : "held"
        case .cannotTell(let schedule, let reason):
            (self.schedule, keptUntil, because) = (schedule, nil, reason)
            status = "cannot_tell"
        }
    }

    func write(to writer: inout JSONWriter) {
        writer.object { writer in
            writer.member("case", subject.ref)
            writer.member("schedule", schedule)
            writer.member("keep_until", keptUntil?.description)
            writer.member("because", because)
            writer.member("status", status)
            writer.member("held_by", hold?.heldBy)
            writer.member("hold_reasons", hold?.reasons)
        }
    }
}
