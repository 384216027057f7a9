import Access
import Events
import HTTPTypes
import Hummingbird
import JSON
import Ledger
import Logging
import Schema
import Telemetry
import Views
import Wire

/// `POST /v1/events`: the one way in.
struct PostingRoutes {
    let desk: Desk

    private static let expectedVersion = HTTPField.Name("Daybook-Expected-Version")

    func add(to router: Router<Context>) { router.post("/v1/events", use: post) }

    private func post(_ request: Request, context: Context) async throws -> Response {
        let start = ContinuousClock.now
        let visitor = try desk.admit(request, context, to: .post)
        try QueryReader(request, allowed: []).finish()
        let expected = try expectedVersion(request)
        let body = try await PostedBody(request, limit: desk.settings.bodyLimit, batchLimit: LedgerSettings.batchLimit)
        // The body is read by then: who is refused in the midst of sending sees no answer.
        guard try await desk.views.keepPace() else {
            desk.metrics.overloaded.add()
            throw Problem(
                503, "overloaded", "More is posted than can be made ready for asking; post again, nothing was kept.",
                retryAfter: 1)
        }
        let latest = desk.clock().adding(seconds: desk.settings.futureSkewSeconds)
        let answers: [Appended]
        do {
            let preparation = Preparation(
                admission: Admission(vocabulary: desk.vocabulary, latest: latest, faultLimit: Problem.faultLimit),
                ledger: desk.ledger,
                postedBy: visitor.identity.postedBy,
                allows: { attributes in visitor.principal.grants.post.contains { $0.allows(attributes) } },
                refusal: { refusal($0, visitor, context) })
            answers = try await desk.ledger.append(Submission(try await preparation.run(body.events), expectedVersion: expected))
        } catch let error as AppendError {
            desk.metrics.refused.add(UInt64(body.events.count))
            throw problem(error)
        } catch let problem as Problem {
            desk.metrics.refused.add(UInt64(body.events.count))
            throw problem
        }
        let new = answers.count { !$0.duplicate }
        desk.metrics.appended.add(UInt64(new))
        desk.metrics.repeated.add(UInt64(answers.count - new))
        desk.metrics.appending.record(ContinuousClock.now - start)
        let receipts = Preference(request).wantsReceipts ? desk.receiptTexts(for: answers) : nil
        let results = answers.indices.map { PostingResult(appended: answers[$0], receipt: receipts?[$0]) }
        var response = answer(results, isBatch: body.isBatch, status: new > 0 ? .created : .ok)
        if receipts != nil { Preference.mark(&response) }
        return response
    }

    private func answer(_ results: [PostingResult], isBatch: Bool, status: HTTPResponse.Status) -> Response {
        if !isBatch, let result = results.first { return .json(result, status: status) }
        return Response.json(status) { $0.member("results", results) }
    }

    private func problem(_ error: AppendError) -> Problem {
        switch error {
        case .versionConflict(let expected, let actual):
            return Problem(
                409, "version-conflict",
                "The subject is at version \(actual), not \(expected): read what is new, decide again, and post with Daybook-Expected-Version: \(actual). Nothing was kept.",
                [("expected_version", .number(expected)), ("actual_version", .number(actual))])
        case .idReused(let reuses):
            return .idReused(reuses)
        case .idTwice(let index, let earlier):
            return Problem(
                422, "id-reused",
                "Event \(index) has the source and id of event \(earlier) of the same batch, and says something else. Give each event an id of its own. Nothing was kept.",
                [("index", .number(UInt64(index))), ("earlier_index", .number(UInt64(earlier)))])
        case .tooLarge(let index, let limit):
            return .tooLarge(index, limit: limit)
        case .severalSubjects:
            return .badQuery("Daybook-Expected-Version is about one subject; post the events of each subject on their own.")
        case .erased(let erased):
            return .erased(erased)
        case .strayKey(let index, let subject):
            desk.logger.error("an event was sealed under a key that is not its subject's", metadata: ["subject": "\(subject)"])
            return Problem(503, "overloaded", "Event \(index) could not be sealed; post again, nothing was kept.", retryAfter: 1)
        case .overloaded, .overtaken:
            desk.metrics.overloaded.add()
            return Problem(503, "overloaded", "Too much is waiting to be written; post again, nothing was kept.", retryAfter: 1)
        case .stopping:
            return Problem(
                503, "stopping",
                "The daemon is stopping. Whether this was kept is not known: post it again when it is back, a repeat is safe.",
                retryAfter: 5)
        case .noRoom(let reason):
            return Problem(
                507, "ledger-full", "The disk has no room for it (\(reason)). Nothing was kept; post again once there is room.")
        case .full:
            return Problem(
                507, "ledger-full",
                "The ledger's map is full: raise log_map_bytes (and keys_map_bytes, where many subjects are new) in the settings and restart. Nothing was kept."
            )
        }
    }

    /// The refusal of events that the poster may not post: nobody posts in another service's name. All of them are told, as who
    /// brings in a file takes them out of it.
    private func refusal(_ forbidden: [(index: Int, attributes: Attributes)], _ visitor: Visitor, _ context: Context) -> Problem {
        guard let first = forbidden.first else { preconditionFailure("one of them at least") }
        context.visit.looks(at: first.attributes.subject)
        let name = visitor.principal.name
        func what(_ attributes: Attributes) -> String {
            "not this source, type and subject together (\(attributes.source), \(attributes.type), \(attributes.subject))"
        }
        let more = forbidden.count > 1 ? " Nor \(forbidden.count - 1) more; see errors." : ""
        return desk.refuse(
            context, "post",
            "\(name) may not post event \(first.index): \(what(first.attributes)).\(more) Nothing was kept; ask who runs this ledger to add it to the policy.",
            [
                ("index", .number(UInt64(first.index))),
                (
                    "errors",
                    .faults(
                        forbidden.map { index, attributes in
                            (
                                index,
                                Fault(
                                    "",
                                    "\(name) may not post this: \(what(attributes)); ask who runs this ledger to add it to the policy."
                                )
                            )
                        })
                ),
            ])
    }

    private func expectedVersion(_ request: Request) throws(Problem) -> UInt64? {
        guard let name = Self.expectedVersion, let text = request.headers[name] else { return nil }
        guard let version = UInt64(text) else {
            throw .badQuery("Daybook-Expected-Version is a whole number: the subject's version, 0 where it has no event yet.")
        }
        return version
    }
}
