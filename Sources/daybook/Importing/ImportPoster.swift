import Client
import Import

/// Posts imported events in order: while the daemon has one batch, the next ones are made, so that it finds one waiting.
///
/// One batch is at the daemon at a time, and the next is sent when it is answered: so the ledger holds what a file says in the
/// file's order, whatever is refused, and an import that broke off and is given again makes the ledger it would have made.
struct ImportPoster {
    /// Batches made and not yet answered at most; each is a few MiB.
    private static let ahead = 3

    private let client: DaybookClient
    private let showsProgress: Bool
    private(set) var tally = Tally()
    private(set) var refused = FaultBook()
    private var batch = ImportBatch()
    /// In order; each waits for the one before it.
    private var underWay: [Task<ImportBatch.Outcome, Never>] = []

    init(_ client: DaybookClient, showsProgress: Bool) {
        self.client = client
        self.showsProgress = showsProgress
    }

    mutating func add(_ event: ImportedEvent) async throws {
        batch.add(event)
        if batch.isFull { try await send() }
    }

    /// Posts what is left, and waits for it.
    mutating func finish() async throws {
        if !batch.events.isEmpty { try await send() }
        while !underWay.isEmpty { try await settle() }
    }

    private mutating func send() async throws {
        if underWay.count >= Self.ahead { try await settle() }
        let (sent, client, before) = (batch, client, underWay.last)
        batch = ImportBatch()
        underWay.append(
            Task {
                // What comes after a batch that failed is not posted: the failure is told, and ends the import.
                if let before, let failure = await before.value.failure { return ImportBatch.Outcome(failure: failure) }
                return await sent.post(client)
            })
    }

    /// Waits for the first of the batches under way.
    private mutating func settle() async throws {
        guard !underWay.isEmpty else { return }
        let outcome = await underWay.removeFirst().value
        tally.add(outcome.tally)
        for fault in outcome.refused { refused.add(fault) }
        if showsProgress { Output.raw("\r\(tally.count) events posted") }
        if let failure = outcome.failure { throw failure }
    }

    /// Posts an event that says of itself what was said before it; known already under its name is as good as new.
    func note(_ event: ImportedEvent) async throws {
        let answer: Answer
        do {
            answer = try await Retrying.post(client, "application/cloudevents+json", event.json)
        } catch let error as ClientError {
            throw Failure(Failure.outOfReach, error.description)
        }
        let problem = Problem(answer)
        guard answer.isSuccess || problem.slug == "id-reused" else {
            throw Failure(Failure.refused, ["That the files were imported could not be recorded: \(problem.detail)"])
        }
    }

    /// Ends the line of progress.
    func endProgress() {
        if showsProgress, tally.count > 0 { Output.raw("\r\u{1B}[K") }
    }
}
