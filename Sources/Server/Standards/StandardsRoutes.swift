import Access
import Events
import Hummingbird
import JSON
import Ledger
import Practice
import Standards
import Wire

/// The packs, and how subjects stand against them.
struct StandardsRoutes {
    let desk: Desk

    private static let usualLimit = 10_000
    private static let mostLimit = 100_000

    func add(to router: Router<Context>) {
        router.get("/v1/standards", use: packs)
        router.get("/v1/standards/{pack}", use: clauses)
        router.get("/v1/cases/{ref}/standards") { try await findings($0, $1, .case) }
        router.get("/v1/workers/{ref}/standards") { try await findings($0, $1, .worker) }
        router.get("/v1/teams/{ref}/standards") { try await findings($0, $1, .team) }
        router.get("/v1/services/{ref}/standards") { try await findings($0, $1, .service) }
    }

    private func packs(_ request: Request, context: Context) async throws -> Response {
        _ = try desk.admitAnybody(request, context)
        let query = QueryReader(request, allowed: BasisReader.parameters + Page.parameters)
        let page = try Page(query, usual: Self.usualLimit, most: Self.mostLimit)
        let basis = try await desk.basis(query, page)
        let (shown, next) = page.cut(desk.standards.packs, basis)
        return Response.json { writer in
            writer.member("packs", shown.map(PackAnswer.init))
            writer.member("next", next)
            writer.member("basis", basis)
        }
    }

    private func clauses(_ request: Request, context: Context) async throws -> Response {
        _ = try desk.admitAnybody(request, context)
        let query = QueryReader(request, allowed: BasisReader.parameters + Page.parameters)
        let engine = try desk.standards.engine(context.segment("pack"))
        let page = try Page(query, usual: Self.usualLimit, most: Self.mostLimit)
        let basis = try await desk.basis(query, page)
        let (shown, next) = page.cut(engine.pack.clauses, basis)
        return Response.json { writer in
            PackAnswer(pack: engine.pack).writeMembers(to: &writer)
            writer.member("clauses", shown.map(ClauseAnswer.init))
            writer.member("next", next)
            writer.member("basis", basis)
        }
    }

    private func findings(_ request: Request, _ context: Context, _ kind: Subject.Kind) async throws -> Response {
        let visitor = try desk.admit(request, context, to: kind == .case ? .read : .review)
        let query = QueryReader(
            request, allowed: ["pack", "as_at", "clause", "status", "explain"] + BasisReader.parameters + Page.parameters)
        let page = try Page(query, usual: Self.usualLimit, most: Self.mostLimit)
        let engine = try desk.standards.engine(query.text("pack"))
        let filter = try FindingFilter(query, engine.pack, about: kind)
        let asAt = try query.day("as_at") ?? desk.today
        let explained = try explainedClause(query)
        let subject = try context.subject(kind)
        let basis = try await desk.basis(query, page)
        let access = try await AccessFilter(desk, visitor, context.visit)
        try access.open(subject, context)
        var question = StandardsQuestion(desk, engine, Engine.Selection(filter.clause), basis, asAt: asAt)
        let record = try await desk.record(judging: subject, by: question, access)
        // Nobody need have named a worker yet, or a team; a case that is not there is a mistake.
        guard kind != .case || !record.events.isEmpty else {
            throw Problem.notFound(
                "This ledger has nothing on \(subject) at that basis; check the reference, or the time that known_at names.")
        }
        let now = desk.clock()
        question.breaches = try await desk.breaches(summedUpBy: question, about: kind, for: access)
        var judged = try engine.judged(
            subject, in: record, asAt: asAt, now: now, only: question.clauses, explaining: explained, beside: question.breaches)
        if record.isPartial {
            let whole = try await desk.record(judging: subject, by: question)
            let all = try question.findings(on: subject, in: whole, now: now)
            judged.findings = Finding.telling(judged.findings, beside: all)
            let withheld = Set(judged.findings.filter { $0.doubts == [.withheld] }.map(\.clause))
            judged.explanations.removeAll { withheld.contains($0.finding.clause) }
        }
        let found = judged.findings.filter(filter.fits)
        let erasure = try desk.ledger.erasure(of: subject)
        let (shown, next) = page.cut(found, basis)
        access.shows(shown.count, of: subject, basis)
        return try await desk.listed(shown, request, context) { list, writer in
            writer.member(kind.rawValue, subject.ref)
            writer.member("pack", engine.pack.id)
            writer.member("as_at", asAt.description)
            writer.erased(erasure)
            writer.leftOut(access)
            FindingCounts(found).writeMember(to: &writer)
            writer.member("findings", list)
            if explained != nil { writer.member("explanations", judged.explanations) }
            writer.member("next", next)
            writer.member("basis", basis)
        }
    }
}

extension StandardsRoutes {
    /// The clause whose findings are to be told step by step; nil where none is.
    private func explainedClause(_ query: QueryReader) throws(Problem) -> Clause.ID? {
        guard let explain = try query.text("explain") else { return nil }
        guard explain == "true" || explain == "false" else { throw .badQuery("explain is true or false.") }
        guard explain == "true" else { return nil }
        guard let clause = try query.text("clause") else {
            throw .badQuery("Say which clause is to be explained: clause is one of the pack's.")
        }
        return clause
    }
}
