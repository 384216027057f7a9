import ArgumentParser
import Client

struct PostVerb: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "post",
        abstract: "Post events: one, an array, or one to a line.",
        discussion: """
            Reads CloudEvents in JSON from files, or from standard input, however long, and posts them in batches of \
            \(Batch.most). A batch goes in whole or not at all; an event that the ledger knows already is counted and does \
            no harm, so whatever went wrong, the same command can be given again.

            With --json one event is answered as the daemon answers it, and several as results in their order, written as \
            they go in; the counts stand beside. Where something goes wrong, that answer tells what went in before, and \
            the daemon's problem document.

            For example:
              daybook post schemas/worked-case/worked-case.jsonl
              exporter | daybook post -
            """)

    @Argument(help: ArgumentHelp("Files to post; - or none for standard input.", valueName: "file"), completion: .file())
    var files: [String] = []

    @Option(
        help: ArgumentHelp(
            "Post one event, and only if so many events about its subject are in the ledger already.", valueName: "n"))
    var expectedVersion: UInt64?

    @OptionGroup var connection: Connection

    func run() async throws {
        let client = connection.client
        var poster = Poster(client: client, showsProgress: Output.errorIsTerminal, answers: connection.json)
        do {
            if let expectedVersion {
                try await postOne(expectedVersion, &poster)
            } else {
                for file in sources { try await post(file, &poster) }
                try await poster.flush()
            }
        } catch {
            poster.endProgress()
            throw poster.brokenOff(by: error)
        }
        poster.endProgress()
        if try !poster.endAnswer() { Output.write("\(poster.tally.words)\n") }
        await client.close()
    }

    private var sources: [String] { files.isEmpty ? ["-"] : files }

    private func post(_ path: String, _ poster: inout Poster) async throws {
        let file = try InputFile(path)
        defer { file.close() }
        var events = EventReader(file)
        do {
            while let event = try await events.next() { try await poster.add(event.bytes, from: event.place) }
        } catch let unreadable as EventReader.Unreadable {
            // What stands before it is sound, and goes in.
            try await poster.flush()
            throw Failure(Failure.refused, [unreadable.description] + poster.standing)
        }
    }

    private func postOne(_ version: UInt64, _ poster: inout Poster) async throws {
        var found: [EventReader.Item] = []
        for path in sources {
            let file = try InputFile(path)
            defer { file.close() }
            var events = EventReader(file)
            do {
                while let event = try await events.next() {
                    found.append(event)
                    guard found.count == 1 else {
                        throw Failure(Failure.usage, "--expected-version takes one event; \(event.place) is a second one.")
                    }
                }
            } catch let unreadable as EventReader.Unreadable {
                throw Failure(Failure.refused, [unreadable.description] + poster.standing)
            }
        }
        guard let event = found.first else { throw Failure(Failure.usage, "--expected-version takes one event; there is none.") }
        try await poster.post(event.bytes, from: event.place, expectedVersion: version)
    }
}
