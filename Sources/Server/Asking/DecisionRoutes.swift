import Access
import Events
import Hummingbird
import JSON
import Ledger
import Practice
import Views
import Wire

/// `GET /v1/decisions`: who decided what, across cases; and the review of one decision.
struct DecisionRoutes {
    let desk: Desk

    private static let usualLimit = 100
    private static let mostLimit = 1_000

    func add(to router: Router<Context>) {
        router.get("/v1/decisions", use: list)
        router.get("/v1/decisions/{position}", use: review)
    }

    private func list(_ request: Request, context: Context) async throws -> Response {
        // Of one case they are part of its record; across cases it takes the right to review.
        let isOfCase = request.uri.queryParameters["case"] != nil
        let visitor = try desk.admit(request, context, to: isOfCase ? .read : .review)
        let parameters =
            ["case", "actor", "role", "team", "kind", "from", "to", "as_at"] + BasisReader.parameters + Page.parameters
        let query = QueryReader(request, allowed: parameters)
        let filter = try DecisionFilter(query, asAt: try desk.asAt(query))
        if let kind = filter.kind { try desk.checkDecisionKind(kind) }
        let page = try Page(query, usual: Self.usualLimit, most: Self.mostLimit)
        let basis = try await desk.basis(query, page)
        let access = try await AccessFilter(desk, visitor, context.visit)
        if let subject = filter.subject.flatMap({ Subject($0) }) {
            try access.open(subject, context)
        } else {
            context.visit.looks(at: .ledger)
        }
        // Teams compare in plain words here, so only a question without any answer tells that one is misspelt.
        let (candidates, next) = try find(filter, page, basis)
        let found = try desk.ledger.events(at: candidates).filter(access.admits).map(\.position)
        let record = Record(try await desk.closure(of: found, basis, access), of: nil)
        let wanted = Set(found)
        let entries = DecisionRegister(record, asAt: filter.asAt).entries.filter { wanted.contains($0.event.position) }
        let subjects = entries.map(\.event.attributes.subject)
        access.shows(subjects)
        // Who oversaw or challenged them may have said so on other files.
        access.shows(record.events.map(\.attributes.subject).filter { !subjects.contains($0) })
        context.visit.rests(on: basis.size, leavingOut: access.leftOut)
        let unknown = try candidates.isEmpty ? desk.unknown(team: filter.team, person: filter.actor, below: basis.size) : []
        return Response.json { writer in
            writer.member("decisions", entries)
            writer.unknown(unknown)
            writer.leftOut(access)
            writer.member("next", next)
            writer.member("basis", basis)
        }
    }

    /// The positions of one page, and the cursor of the next.
    private func find(_ filter: DecisionFilter, _ page: Page, _ basis: Basis) throws -> ([Position], String?) {
        var place =
            page.place.count == 2
            ? TimedPosition(time: Instant(microseconds: page.place[0]), position: Position(UInt64(max(0, page.place[1])))) : nil
        var found: [TimedPosition] = []
        while found.count <= page.limit {
            try Task.checkCancellation()
            let more = try desk.views.decisions(
                actor: filter.actor, in: filter.range, after: place, below: basis.size, limit: page.limit + 1 - found.count,
                fits: filter.fits)
            guard let last = more.last else { break }
            place = last
            if basis.enteredBy == nil, !filter.asksUnknownRole {
                found += more
            } else {
                let included = Set(
                    try desk.ledger.events(at: more.map(\.position)).filter { basis.includes($0) && filter.fits($0) }.map(
                        \.position))
                found += more.filter { included.contains($0.position) }
            }
        }
        guard found.count > page.limit, let last = found.dropLast().last else { return (found.map(\.position), nil) }
        let next = Page.cursor(basis, [last.time.microseconds, Int64(last.position.rawValue)])
        return (found.dropLast().map(\.position), next)
    }

    private func review(_ request: Request, context: Context) async throws -> Response {
        let visitor = try desk.admit(request, context, to: .read)
        let query = QueryReader(request, allowed: BasisReader.parameters)
        let knownBasis = try query.text("known_basis").flatMap(DecisionReview.Basis.init) ?? .told
        let position = try context.position()
        let basis = try await desk.basis(query)
        let absent = Problem.notFound(
            "There is no decision at position \(position); the register of decisions (/v1/decisions, daybook decisions) shows theirs."
        )
        guard let event = try desk.ledger.event(at: position) else { throw absent }
        let subject = event.attributes.subject
        // Before anything is told of it, even that it is no decision.
        let access = try await AccessFilter(desk, visitor, context.visit)
        try access.open(subject, context, at: position)
        guard event.attributes.type == "decision.made" else { throw absent }
        guard position.rawValue < basis.size, basis.includes(event) else {
            throw Problem.notFound(
                "The decision at position \(position) was not known by then; ask at a later time, or without one.")
        }
        // What it cites may stand on another subject's record, and supervision of the case on its worker's.
        let naming = subject.kind == .case ? try desk.views.positions(namingCase: subject.ref, below: basis.size) : []
        let record = try await desk.record(
            of: subject, citing: try desk.basis(of: [event], below: basis.size) + naming, basis, access)
        guard let review = DecisionReview(record, desk.perspective, of: position, basis: knownBasis) else {
            throw Problem.notFound("There is no decision at position \(position).")
        }
        access.shows(1, of: subject, basis)
        access.shows(record.others)
        return Response.json { writer in
            review.writeMembers(to: &writer)
            writer.erased(event.erasure)
            writer.leftOut(access)
            writer.member("basis", basis)
        }
    }
}
