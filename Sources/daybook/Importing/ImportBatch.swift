import Client
import Import
import JSON

/// Imported events that go to the daemon together. What the daemon refuses is taken out and told, and the rest goes in.
struct ImportBatch: Sendable {
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

    var isFull: Bool { events.count >= Batch.most || bytes >= Batch.mostBytes }

    mutating func add(_ event: ImportedEvent) {
        events.append(event)
        bytes += event.json.count
    }

    /// Posts it.
    func post(_ client: DaybookClient) async -> Outcome {
        var outcome = Outcome()
        var left = events
        while !left.isEmpty {
            let answer: Answer
            do {
                answer = try await Patience.post(client, "application/cloudevents-batch+json", Self.body(left))
            } catch let error as ClientError {
                outcome.failure = Failure(Failure.outOfReach, error.description)
                return outcome
            } catch {
                outcome.failure = Failure(Failure.refused, "Interrupted.")
                return outcome
            }
            if answer.isSuccess {
                outcome.take(answer, left.count)
                return outcome
            }
            let refused = Self.refused(Problem(answer), left)
            guard !refused.isEmpty else {
                outcome.failure = Failure(Failure.refused, Problem(answer).detail)
                return outcome
            }
            outcome.refused += refused.values
            left = left.enumerated().filter { refused[$0.offset] == nil }.map(\.element)
        }
        return outcome
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
        switch problem.slug {
        case "invalid-event":
            for fault in problem.faults {
                refuse(
                    fault.index, .refusedByLedger, fault.pointer.isEmpty ? fault.message : "\(fault.pointer): \(fault.message)")
            }
        case "id-reused":
            let position = problem.document?["position"]?.integer.map { " at position \($0)" } ?? ""
            let index = problem.document?["index"]?.integer.map(Int.init) ?? -1
            refuse(index, .heldOtherwise, "The ledger holds another statement of this name\(position).")
        case "event-too-large":
            let index = problem.document?["index"]?.integer.map(Int.init) ?? (events.count == 1 ? 0 : -1)
            refuse(index, .refusedByLedger, problem.detail)
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
