import Access
import Events
import Hummingbird
import JSON
import Ledger
import Practice
import Wire

/// Everything that is asked of one case, and of one person.
struct CaseRoutes {
    let desk: Desk

    /// A case has hundreds of entries; a page that holds them all is the usual one.
    private static let usualLimit = 10_000
    private static let mostLimit = 10_000
    private static let parameters = ["as_at", "from", "to"] + BasisReader.parameters + Page.parameters

    func add(to router: Router<Context>) {
        router.get("/v1/cases/{ref}", use: state)
        router.get("/v1/cases/{ref}/history") { request, context in
            try await list(request, context, "entries", showsOthers: true) { question, _ in
                History(question.record, desk.perspective, within: question.period, asAt: question.asAt).entries
            }
        }
        router.get("/v1/cases/{ref}/chronology") { request, context in
            try await list(request, context, "entries", citing: true) { question, _ in
                let entries = Chronology(question.record, desk.perspective, within: question.period, asAt: question.asAt).entries
                // What says on another file how a line stands, and what it rests on, is named here.
                question.access.shows(entries.compactMap(\.restatedOn) + entries.flatMap(\.sourcesElsewhere))
                return entries
            }
        }
        router.get("/v1/cases/{ref}/decisions") { request, context in
            try await list(request, context, "decisions", showsOthers: true) { question, _ in
                DecisionRegister(question.record, within: question.period, asAt: question.asAt).entries
            }
        }
        router.get("/v1/cases/{ref}/visits") { request, context in
            try await list(request, context, "visits") { question, more in
                let visits = Visits(question.record, desk.perspective, within: question.period, asAt: question.asAt)
                more = visits.writeSummary
                return visits.entries
            }
        }
        router.get("/v1/cases/{ref}/oversight") { request, context in
            try await list(request, context, "oversight", showsOthers: true, withOversight: true) { question, more in
                let oversight = Oversight(question.record, desk.perspective, within: question.period, asAt: question.asAt)
                more = oversight.writeSummary
                return oversight.entries
            }
        }
        router.get("/v1/cases/{ref}/contradictions") { request, context in
            try await list(request, context, "contradictions") { question, _ in
                Contradictions(question.record, desk.perspective, within: question.period, asAt: question.asAt).entries
            }
        }
        router.get("/v1/people/{id}/events", use: person)
    }

    /// What a question about a case is answered from.
    private struct Question {
        let subject: Subject
        let access: AccessFilter
        let erasure: Erasure?
        let record: Record
        let period: Period
        let asAt: Day?
        let basis: Basis

        func write(_ state: CaseState, asAt: String?, to writer: inout JSONWriter) {
            writer.member("case", subject.ref)
            writer.member("state", state)
            writer.erased(erasure)
            writer.member("as_at", asAt)
            writer.member("basis", basis)
        }
    }

    /// Writes what an answer says beside its list, as the longest gap between visits.
    private typealias Summary = (inout JSONWriter) -> Void

    /// How the case stands, or stood at the end of the part of time that is asked for; with the entries of that part, where
    /// one is asked for.
    private func state(_ request: Request, context: Context) async throws -> Response {
        let visitor = try desk.admit(request, context, to: .read)
        let query = QueryReader(request, allowed: Self.parameters)
        let page = try Page(query, usual: Self.usualLimit, most: Self.mostLimit)
        let question = try await question(query, visitor, context, page, withOversight: true)
        let state = CaseState(question.record, by: question.asAt.map { London.end(of: $0) } ?? question.period.to)
        // Of a day still to come nobody can say how things stand.
        let asAt = (question.asAt ?? question.period.lastDay).flatMap { $0 <= desk.lastDay ? $0.description : nil }
        guard query.names("from", "to", "limit", "cursor") else {
            question.access.shows(1, of: question.subject, question.basis)
            return Response.json { question.write(state, asAt: asAt, to: &$0) }
        }
        let history = History(question.record, desk.perspective, within: question.period, asAt: question.asAt)
        let (shown, next) = page.cut(history.entries, question.basis)
        question.access.shows(1 + shown.count, of: question.subject, question.basis)
        question.access.shows(question.record.others)
        return try await desk.listed(shown, request, context) { list, writer in
            question.write(state, asAt: asAt, to: &writer)
            writer.member("entries", list)
            writer.leftOut(question.access)
            writer.member("next", next)
        }
    }

    private func list<Entry: JSONWritable & Sendable>(
        _ request: Request, _ context: Context, _ name: String, showsOthers: Bool = false, withOversight: Bool = false,
        citing: Bool = false,
        entries: (Question, _ more: inout Summary) -> [Entry]
    ) async throws -> Response {
        let visitor = try desk.admit(request, context, to: .read)
        let query = QueryReader(request, allowed: Self.parameters)
        let page = try Page(query, usual: Self.usualLimit, most: Self.mostLimit)
        let question = try await question(query, visitor, context, page, withOversight: withOversight, citing: citing)
        var more: Summary = { _ in }
        let (shown, next) = page.cut(entries(question, &more), question.basis)
        question.access.shows(shown.count, of: question.subject, question.basis)
        // What other cases' files say of this one is a look at these too.
        if showsOthers { question.access.shows(question.record.others) }
        return try await desk.listed(shown, request, context) { list, writer in
            writer.member("case", question.subject.ref)
            writer.member(name, list)
            writer.erased(question.erasure)
            more(&writer)
            writer.leftOut(question.access)
            writer.member("next", next)
            writer.member("basis", question.basis)
        }
    }

    /// - Parameters:
    ///   - withOversight: whether what was held elsewhere and names the case is looked at, as supervision of its worker.
    ///   - citing: whether what its entries rest on is looked at, wherever that stands.
    private func question(
        _ query: QueryReader, _ visitor: Visitor, _ context: Context, _ page: Page? = nil, withOversight: Bool = false,
        citing: Bool = false
    ) async throws -> Question {
        let subject = try context.subject(.case)
        let period = try query.period()
        let asAt = try desk.asAt(query)
        let basis = try await desk.basis(query, page)
        let access = try await AccessFilter(desk, visitor, context.visit)
        try access.open(subject, context)
        let positions =
            withOversight
            ? try desk.positions(overseeing: subject, below: basis.size) : try desk.positions(on: subject, below: basis.size)
        let record = try await desk.record(of: subject, positions, citingAll: citing, basis, access)
        guard !record.events.isEmpty else { throw Problem.notFound(try absence(of: subject, basis)) }
        return Question(
            subject: subject, access: access, erasure: try desk.ledger.erasure(of: subject), record: record, period: period,
            asAt: asAt, basis: basis)
    }

    /// Says whether there is no such case, or only none as known then.
    private func absence(of subject: Subject, _ basis: Basis) throws -> String {
        guard let first = try desk.ledger.positions(of: subject).first, let event = try desk.ledger.event(at: first) else {
            return "There is no case \(subject.ref) in this ledger; check the reference, or post its first event."
        }
        guard basis.enteredBy == nil else {
            return "No source had written anything of case \(subject.ref) down by then; ask at a later time, or without one."
        }
        let day = London.day(of: event.header.recordedTime)
        return
            "This ledger knew nothing of case \(subject.ref) then: it took its first event on \(day), at position \(first). To ask by the times at which the source systems wrote things down, add known_basis=entered (--known-basis entered)."
    }

    private func person(_ request: Request, context: Context) async throws -> Response {
        let visitor = try desk.admit(request, context, to: .review)
        let query = QueryReader(request, allowed: Self.parameters)
        let page = try Page(query, usual: 1_000, most: Self.mostLimit)
        guard let id = context.segment("id"), !id.isEmpty else { throw Problem.notFound("Name a person by id.") }
        let period = try query.period()
        let asAt = try desk.asAt(query)
        let basis = try await desk.basis(query, page)
        let access = try await AccessFilter(desk, visitor, context.visit)
        context.visit.looks(at: Subject(kind: .worker, ref: id) ?? .ledger)
        let record = try await desk.record(ofPerson: id, basis, access)
        let people = People(record, desk.perspective, person: id, within: period, asAt: asAt)
        access.shows(people.entries.map(\.event.attributes.subject))
        context.visit.rests(on: basis.size, leavingOut: access.leftOut)
        let unknown = try desk.unknown(person: id, below: basis.size)
        let (shown, next) = page.cut(people.entries, basis)
        return Response.json { writer in
            writer.member("person", id)
            people.writeSummary(to: &writer)
            writer.member("events", shown)
            writer.unknown(unknown)
            writer.leftOut(access)
            writer.member("next", next)
            writer.member("basis", basis)
        }
    }
}
