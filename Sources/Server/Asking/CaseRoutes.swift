import Events
import Ledger
import Hummingbird
import JSON
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
            try await list(request, context, "entries") { History($0.record, desk.perspective, within: $0.period, asAt: $0.asAt).entries }
        }
        router.get("/v1/cases/{ref}/chronology") { request, context in
            try await list(request, context, "entries") { Chronology($0.record, desk.perspective, within: $0.period, asAt: $0.asAt).entries }
        }
        router.get("/v1/cases/{ref}/decisions") { request, context in
            try await list(request, context, "decisions") { DecisionRegister($0.record, within: $0.period, asAt: $0.asAt).entries }
        }
        router.get("/v1/cases/{ref}/visits") { request, context in
            try await list(request, context, "visits") { Visits($0.record, desk.perspective, within: $0.period, asAt: $0.asAt).entries }
        }
        router.get("/v1/cases/{ref}/oversight") { request, context in
            try await list(request, context, "oversight") { Oversight($0.record, desk.perspective, within: $0.period, asAt: $0.asAt).entries }
        }
        router.get("/v1/people/{id}/events", use: person)
    }

    /// What a question about a case is answered from.
    private struct Question {
        let record: Record
        let period: Period
        let asAt: Day?
        let basis: Basis
    }

    private func state(_ request: Request, context: Context) async throws -> Response {
        _ = try desk.policy.admit(context.peer, to: .read)
        let query = QueryReader(request, allowed: ["as_at"] + BasisReader.parameters)
        let question = try await question(query, context)
        let state = CaseState(question.record, asAt: question.asAt)
        return Response.json { writer in
            writer.member("case", context.parameters.get("ref"))
            writer.member("state", state)
            writer.member("as_at", question.asAt?.description)
            writer.member("basis", question.basis)
        }
    }

    private func list<Entry: JSONWritable>(
        _ request: Request, _ context: Context, _ name: String, entries: (Question) -> [Entry]
    ) async throws -> Response {
        _ = try desk.policy.admit(context.peer, to: .read)
        let query = QueryReader(request, allowed: Self.parameters)
        let page = try Page(query, usual: Self.usualLimit, most: Self.mostLimit)
        let question = try await question(query, context, page)
        let (shown, next) = page.cut(entries(question), question.basis)
        return Response.json { writer in
            writer.member("case", context.parameters.get("ref"))
            writer.member(name, shown)
            writer.member("next", next)
            writer.member("basis", question.basis)
        }
    }

    private func question(_ query: QueryReader, _ context: Context, _ page: Page? = nil) async throws -> Question {
        guard let ref = context.parameters.get("ref"), let subject = Subject(kind: .case, ref: ref) else {
            throw Problem.notFound("A case is named by its reference: letters, digits and . _ ~ : @ + -")
        }
        let period = try query.period()
        let asAt = try query.day("as_at")
        let basis = try await desk.basis(query, page)
        let record = try desk.record(of: subject, basis)
        guard !record.events.isEmpty else { throw Problem.notFound(try absence(of: subject, basis)) }
        return Question(record: record, period: period, asAt: asAt, basis: basis)
    }

    /// Says whether there is no such case, or only none as known then.
    private func absence(of subject: Subject, _ basis: Basis) throws -> String {
        guard let first = try desk.ledger.positions(of: subject).first, let event = try desk.ledger.event(at: first) else {
            return "There is no case \(subject.ref) in this ledger; check the reference, or post its first event."
        }
        return
            "Nothing was known of case \(subject.ref) then: its first event, at position \(first), was recorded at \(event.header.recordedTime) and is of \(event.attributes.time.text)."
    }

    private func person(_ request: Request, context: Context) async throws -> Response {
        _ = try desk.policy.admit(context.peer, to: .review)
        let query = QueryReader(request, allowed: Self.parameters)
        let page = try Page(query, usual: 1_000, most: Self.mostLimit)
        guard let id = context.parameters.get("id"), !id.isEmpty else { throw Problem.notFound("Name a person by id.") }
        let period = try query.period()
        let asAt = try query.day("as_at")
        let basis = try await desk.basis(query, page)
        let people = People(of: id, try desk.record(ofPerson: id, basis), desk.perspective, within: period, asAt: asAt)
        let (shown, next) = page.cut(people.entries, basis)
        return Response.json { writer in
            writer.member("person", id)
            writer.member("events", shown)
            writer.member("next", next)
            writer.member("basis", basis)
        }
    }
}
