import Access
import Events
import Hummingbird
import JSON
import Ledger
import Logging
import Practice
import Views
import Wire

/// Disposing of a case: proposed by one person, confirmed by another, and then nobody can read it any more.
struct DisposalRoutes {
    let desk: Desk

    /// Bytes of a proposal.
    private static let bodyLimit = 16 << 10

    func add(to router: Router<Context>) { router.post("/v1/cases/{ref}/disposal", use: dispose) }

    private func dispose(_ request: Request, context: Context) async throws -> Response {
        let visitor = try desk.admit(request, context, to: .dispose)
        guard visitor.identity.gateway == nil else {
            throw desk.refuse(
                context, "gateway",
                "Nobody disposes through a gateway: the two people must be two that the kernel tells apart.")
        }
        try QueryReader(request, allowed: []).finish()
        let asked = try await DisposalRequest(request, limit: Self.bodyLimit)
        let subject = try context.subject(.case)
        let found = try await checkDisposable(subject, context)
        switch asked {
        case .propose(let reason, let authority):
            return try await propose(subject, found.version, reason: reason, authority: authority, visitor)
        case .confirm(let position):
            return try await confirm(found, position, visitor)
        }
    }

    /// How many events the case has, if it may be disposed of, and what would call that in question.
    private func checkDisposable(_ subject: Subject, _ context: Context) async throws -> ErasedSubject {
        if let erasure = try desk.ledger.erasure(of: subject) {
            throw Problem(409, "already-erased", "\(subject) is gone already: \(erasure.sentence)")
        }
        let positions = try desk.ledger.positions(of: subject)
        guard !positions.isEmpty else { throw Problem.notFound("There is no case \(subject.ref) in this ledger.") }
        let basis = try await desk.presentBasis()
        if let placed = try await desk.holds(on: subject, basis).first {
            // Who holds it, and why, is of the record: this is a look at the case. What else is asked here is an event.
            context.visit.shows(1, of: placed.subject)
            if placed.subject != subject { context.visit.looks(at: subject) }
            let hold = placed.hold
            let place = placed.subject == subject ? "" : " on \(placed.subject)"
            throw Problem(
                409, "under-hold",
                "\(subject) is held by \(hold.heldBy ?? "somebody") since position \(hold.position)\(place): it must be released first, by record.hold_released\(place).",
                [("hold_by", .text(hold.heldBy ?? "unknown")), ("hold_reasons", .text(hold.reasons ?? "unknown"))])
        }
        // Another file may hold the case, or say that a release was a mistake: both while this is confirmed.
        let doubt = ErasedSubject.Doubt(since: basis.size) { $0.concerns.contains(subject) || $0.mayPutRight }
        return ErasedSubject(subject, version: UInt64(positions.count), doubt: doubt)
    }

    private func propose(
        _ subject: Subject, _ version: UInt64, reason: String, authority: String, _ visitor: Visitor
    ) async throws -> Response {
        let event = try desk.ownEvent("record.disposal_proposed", concerning: subject, by: visitor) { writer in
            writer.member("reason", reason)
            writer.member("authority", authority)
            writer.member("proposed_by", visitor.principal.name)
            writer.member("events", version)
        }
        let appended: [Appended]
        do { appended = try await desk.ledger.append(Submission(event, expectedVersion: nil)) } catch let error as AppendError {
            throw problem(error, subject)
        }
        return Response.json(.created) { writer in
            writer.member("case", subject.ref)
            writer.member("proposal", appended.first?.position.rawValue)
            writer.member("proposed_by", visitor.principal.name)
            writer.member("events", version)
        }
    }

    private func confirm(_ found: ErasedSubject, _ position: UInt64, _ visitor: Visitor) async throws -> Response {
        let (subject, version) = (found.subject, found.version)
        guard let proposal = try desk.ledger.event(at: Position(position)),
            proposal.attributes.type == "record.disposal_proposed", proposal.attributes.source == Posting.ledgerSource,
            proposal.attributes.concerns.contains(subject)
        else {
            throw Problem(
                409, "no-proposal", "The event at position \(position) does not propose that \(subject) is disposed of.")
        }
        // The policy's names may give one person several, by groups or from one reload to the next; the kernel's word does not.
        guard proposal.attributes.actor != visitor.principal.name, !visitor.identity.isUser(of: proposal.header.postedBy) else {
            throw Problem(
                409, "same-person",
                "\(proposal.attributes.actor ?? "This user") proposed this; it takes another person to confirm it: one of another user id and another name in the policy."
            )
        }
        guard proposal["events"]?.integer == Int64(version) else { throw stale(subject) }
        try desk.cases.catchUp(desk)
        let teams = try desk.cases.teams(of: subject, desk).filter { !$0.isEmpty }.sorted()
        let event = try desk.ownEvent(Erasure.type, concerning: subject, by: visitor) { writer in
            writer.member("reason", proposal["reason"]?.string)
            writer.member("authority", proposal["authority"]?.string)
            writer.member("proposed_by", proposal.attributes.actor)
            writer.member("confirmed_by", visitor.principal.name)
            writer.member("events", version)
            if !teams.isEmpty { writer.member("teams", teams) }
            writer.member("based_on", [proposal.attributes.id])
        }
        try await erase(Submission(event, expectedVersion: nil, erases: found), subject)
        desk.logger.notice("a case was disposed of", metadata: ["by": "\(visitor.principal.name)"])
        desk.cases.forget(subject)
        await desk.dueBook.forget()
        // The key is gone, whatever becomes of the views.
        let isRebuilt = await desk.rebuildAfterErasure()
        let erasure = try desk.ledger.erasure(of: subject)
        return Response.json { writer in
            writer.member("case", subject.ref)
            writer.member("erased", erasure)
            writer.member("views", isRebuilt ? "rebuilt" : "rebuild_pending")
        }
    }

    /// Appends an event that erases. The views are distrusted before anything is gone: should the process end in between, the next
    /// start makes them anew. Where the event was refused they are what they were.
    private func erase(_ submission: Submission, _ subject: Subject) async throws {
        try desk.views.beginDistrust()
        var erased = Views.Erased.something
        defer { settleDistrust(erased) }
        do { _ = try await desk.ledger.append(submission) } catch let error as AppendError {
            // Where the ledger stops, nobody knows whether the event was kept.
            if error != .stopping { erased = .nothing }
            throw problem(error, subject)
        }
    }

    private func settleDistrust(_ erased: Views.Erased) {
        do { try desk.views.settleDistrust(erased) } catch {
            desk.logger.warning(
                "the disk goes on saying that the views are to be made anew, so the next start takes longer",
                metadata: ["error": "\(error)"])
        }
    }

    private func problem(_ error: AppendError, _ subject: Subject) -> Problem {
        switch error {
        case .versionConflict: stale(subject)
        case .overtaken:
            Problem(
                409, "proposal-stale",
                "Something came at the same moment that may speak against it, as a hold on another file: confirm it again, and it is looked at anew."
            )
        case .erased: Problem(409, "already-erased", "\(subject) was disposed of a moment ago.")
        default:
            Problem(
                503, "stopping", "The ledger takes nothing now. Look whether it was done before you try again.", retryAfter: 5)
        }
    }

    private func stale(_ subject: Subject) -> Problem {
        Problem(
            409, "proposal-stale",
            "\(subject) has other events than when this was proposed: look at what is new, and propose it again.")
    }
}
