import Client
import Import

/// Posts imported events in order: while the daemon has one batch, the next is made.
struct ImportPoster {
    private let client: DaybookClient
    private let showsProgress: Bool
    private(set) var tally = Tally()
    private(set) var refused: [ImportFault] = []
    private var batch = ImportBatch()
    private var underWay: Task<ImportBatch.Outcome, Never>?

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
        try await settle()
    }

    private mutating func send() async throws {
        try await settle()
        let (sent, client) = (batch, client)
        batch = ImportBatch()
        underWay = Task { await sent.post(client) }
    }

    private mutating func settle() async throws {
        guard let task = underWay else { return }
        underWay = nil
        let outcome = await task.value
        tally.add(outcome.tally)
        refused += outcome.refused
        if showsProgress { Output.raw("\r\(tally.count) events posted") }
        if let failure = outcome.failure { throw failure }
    }

    /// Posts an event that says of itself what was said before it; known already under its name is as good as new.
    func note(_ event: ImportedEvent) async throws {
        let answer: Answer
        do {
            answer = try await Patience.post(client, "application/cloudevents+json", event.json)
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
