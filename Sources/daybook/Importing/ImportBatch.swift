import Client
import Import
import JSON

/// Imported events that go to the daemon together. What the daemon refuses is taken out and told, and the rest goes in.
struct ImportBatch: Sendable {
    /// Events in one batch at most. Each batch takes four flushes of the daemon's disk, so that many of them share one; the
    /// daemon takes 5,000, but who posts beside an import waits for whole batches.
    static let most = 2_000
    /// Events posted at once of a batch in which something was refused: each further refusal, of those that are told together,
    /// costs them all again.
    private static let mostDoubtful = 250

    /// The problem of what is too long: one event, or all of a body.
    private static let tooLarge = "event-too-large"

    private(set) var events: [ImportedEvent] = []
    private var bytes = 0

    /// What became of a batch.
    struct Outcome: Sendable {
        var tally = Tally()
        /// Each refused event with its reason.
        var refused: [ImportFault] = []
        /// Why nothing more can be posted; nil where all is well.
        var failure: Failure?
    }

    var isFull: Bool { events.count >= Self.most || bytes >= Batch.mostBytes }

    mutating func add(_ event: ImportedEvent) {
        events.append(event)
        bytes += event.json.count
    }

    /// Posts it: whole, or, where the daemon refuses some of it, in short parts without those, in order.
    func post(_ client: DaybookClient) async -> Outcome {
        var outcome = Outcome()
        var left = events[...]
        var atOnce = Self.most
        while !left.isEmpty, outcome.failure == nil {
            let (part, refused) = (left.prefix(atOnce), outcome.refused.count)
            left = left.dropFirst(part.count)
            let rest = await Self.post(Array(part), client, &outcome)
            if outcome.refused.count > refused {
                atOnce = Self.mostDoubtful
            } else if !rest.isEmpty {
                atOnce = (part.count + 1) / 2
            }
            left = rest + left
        }
        return outcome
    }

    /// Posts a part once.
    ///
    /// - Returns: where some of it was refused, the others, of which nothing went in; all of it where it is too long as a whole.
    private static func post(
        _ part: [ImportedEvent], _ client: DaybookClient, _ outcome: inout Outcome
    ) async -> ArraySlice<ImportedEvent> {
        do {
            let answer = try await Retrying.post(client, "application/cloudevents-batch+json", body(part))
            if answer.isSuccess {
                outcome.take(answer, part.count)
                return []
            }
            let problem = Problem(answer)
            if problem.slug == tooLarge, problem.faults.isEmpty, part.count > 1 { return part[...] }
            let refused = refused(problem, part)
            if refused.isEmpty { outcome.failure = Failure(Failure.refused, problem.detail) }
            outcome.refused += refused.sorted { $0.key < $1.key }.map(\.value)
            return part.enumerated().filter { refused[$0.offset] == nil }.map(\.element)[...]
        } catch let error as ClientError {
            outcome.failure = Failure(Failure.outOfReach, error.description)
        } catch {
            outcome.failure = Failure(Failure.refused, "Interrupted.")
        }
        return []
    }

    private static func body(_ events: [ImportedEvent]) -> [UInt8] {
        var body: [UInt8] = []
        body.reserveCapacity(events.reduce(2) { $0 + $1.json.count + 1 })
        body.append(UInt8(ascii: "["))
        for (index, event) in events.enumerated() {
            if index > 0 { body.append(UInt8(ascii: ",")) }
            body += event.json
        }
        body.append(UInt8(ascii: "]"))
        return body
    }

    /// Which events were refused, by their place in the batch; empty where the refusal is about no event.
    private static func refused(_ problem: Problem, _ events: [ImportedEvent]) -> [Int: ImportFault] {
        var refused: [Int: ImportFault] = [:]
        func refuse(_ index: Int, _ kind: ImportFault.Kind, _ detail: String) {
            guard events.indices.contains(index), refused[index] == nil else { return }
            refused[index] = ImportFault(kind, events[index].place, detail: detail)
        }
        // Events that are not as they must be, too long, about an erased subject, or not for this poster.
        for fault in problem.faults {
            refuse(fault.index, .refusedByLedger, fault.pointer.isEmpty ? fault.message : "\(fault.pointer): \(fault.message)")
        }
        switch problem.slug {
        case "id-reused":
            if problem.document?["earlier_index"] != nil {
                refuse(
                    problem.document?["index"]?.integer.map(Int.init) ?? -1, .heldOtherwise,
                    "Another statement of this name stands before it in what is imported.")
            }
            for reuse in problem.document?["reused"].map({ Array($0.elements) }) ?? [] {
                let position = reuse["position"]?.integer.map { " at position \($0)" } ?? ""
                refuse(
                    reuse["index"]?.integer.map(Int.init) ?? -1, .heldOtherwise,
                    "The ledger holds another statement of this name\(position).")
            }
        case tooLarge:
            // Of one event the whole body is that event.
            if events.count == 1 { refuse(0, .refusedByLedger, problem.detail) }
        default: break
        }
        return refused
    }
}

extension ImportBatch.Outcome {
    fileprivate mutating func take(_ answer: Answer, _ count: Int) {
        guard let results = (try? Pages.read(answer.body))?["results"], results.count == count else {
            failure = Failure(Failure.refused, "The daemon's answer does not tell what became of each event.")
            return
        }
        for result in results.elements { tally.add(result) }
    }
}
