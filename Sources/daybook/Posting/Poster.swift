import Client
import JSON

/// Posts events in batches, in order, and keeps count.
struct Poster {
    let client: DaybookClient
    /// Whether people watch, who like to see that something happens.
    let showsProgress: Bool
    private(set) var tally = Tally()
    private var batch = Batch()
    /// The last event that went in.
    private var lastPlace: String?
    /// The answer for programs; nil where people read.
    private var results: PostedResults?

    /// - Parameter answers: whether standard output gets the daemon's answers as JSON.
    init(client: DaybookClient, showsProgress: Bool, answers: Bool = false) {
        self.client = client
        self.showsProgress = showsProgress
        results = answers ? PostedResults() : nil
    }

    /// - Parameter place: where the event came from, as messages name it.
    mutating func add(_ event: [UInt8], from place: String) async throws {
        if batch.isFull(for: event) { try await flush() }
        batch.add(event, from: place)
    }

    /// Posts what waits. What was refused is told event by event; what went in before stays.
    mutating func flush() async throws {
        guard !batch.isEmpty else { return }
        let sent = batch
        batch = Batch()
        let answer: Answer
        do {
            answer = try await post("application/cloudevents-batch+json", sent.body)
        } catch let error as ClientError {
            throw Failure(
                Failure.outOfReach, error.mayHaveBeenHeard ? [error.description] + uncertain(sent) : unheard(error, sent))
        }
        guard answer.isSuccess else {
            let problem = Problem(answer)
            throw Failure(Failure.refused, Refusal.lines(problem, sent.places) + standing(sent), problem)
        }
        guard let kept = try Pages.read(answer.body)["results"], kept.count == sent.places.count else {
            throw Failure(
                Failure.refused, ["The daemon's answer does not tell what became of each event."] + uncertain(sent))
        }
        for result in kept.elements { tally.add(result) }
        results?.add(kept.elements)
        lastPlace = sent.places.last
        progress()
    }

    /// Posts one event that is to go in only if its subject has this version.
    mutating func post(_ event: [UInt8], from place: String, expectedVersion: UInt64) async throws {
        let answer: Answer
        do {
            answer = try await post(
                "application/cloudevents+json", event, headers: [("Daybook-Expected-Version", String(expectedVersion))])
        } catch let error as ClientError {
            let lines =
                error.mayHaveBeenHeard
                ? [error.description, "Whether it went in is not known; post it again as it is."]
                : ["\(error) It did not go in."]
            throw Failure(Failure.outOfReach, lines)
        }
        guard answer.isSuccess else {
            let problem = Problem(answer)
            throw Failure(Failure.refused, Refusal.lines(problem, [place]), problem)
        }
        let result = try Pages.read(answer.body)
        tally.add(result)
        results?.add([result])
    }

    private func post(
        _ contentType: String, _ body: [UInt8], headers: [(String, String)] = []
    ) async throws -> Answer {
        try await Retrying.post(client, contentType, body, headers: headers)
    }

    /// What the reader should know of the whole, when a part did not go in.
    func standing(_ refused: Batch) -> [String] {
        var lines: [String] = []
        if let first = refused.places.first, let last = refused.places.last, refused.places.count > 1 {
            lines.append("Nothing went in of this batch, from \(first) to \(last).")
        }
        return lines + standing
    }

    /// What the reader should know where a batch was sent and its answer did not come: the daemon may have kept it.
    private func uncertain(_ sent: Batch) -> [String] {
        guard let first = sent.places.first, let last = sent.places.last else { return standing }
        let which = sent.places.count == 1 ? "this event, from \(first)," : "this batch, from \(first) to \(last),"
        let unknown =
            "Whether \(which) went in is not known. Post it all again as it is, with the same ids: what is known already is not taken twice."
        return [unknown] + (lastPlace == nil ? [] : standing)
    }

    /// What to say where nobody listened to a batch: one line, where nothing is to be told of others.
    private func unheard(_ error: ClientError, _ sent: Batch) -> [String] {
        lastPlace == nil ? ["\(error) \(Self.nothing)"] : [error.description] + standing(sent)
    }

    private static let nothing = "Nothing went in."

    /// What went in before.
    var standing: [String] {
        guard let lastPlace else { return [Self.nothing] }
        return [
            "What stands before went in, up to \(lastPlace): \(tally.words). Put it right and post it all again: what is known already is not taken twice."
        ]
    }

    private func progress() {
        if showsProgress { Output.raw("\r\(tally.count) events posted") }
    }

    /// Ends the answer for programs.
    ///
    /// - Returns: whether there is one.
    mutating func endAnswer() throws -> Bool {
        try results?.end(tally)
        return results != nil
    }

    /// Ends the answer for programs where posting broke off, and answers the error to end with.
    mutating func brokenOff(by error: any Error) -> any Error {
        var failure = error as? Failure
        guard results?.breakOff(tally, problem: failure?.document) == true else { return error }
        // The problem stands in the answer already.
        failure?.document = nil
        return failure ?? error
    }

    /// Ends the line of progress.
    func endProgress() {
        if showsProgress, tally.count > 0 { Output.raw("\r\u{1B}[K") }
    }
}

extension Tally {
    /// As "181 new, 0 known already".
    var words: String { "\(new) new, \(known) known already" }
}
