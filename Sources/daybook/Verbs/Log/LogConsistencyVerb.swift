import ArgumentParser
import Client
import JSON
import Transparency

struct LogConsistencyVerb: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "consistency",
        abstract: "Prove that the ledger of one size begins with that of a smaller one.",
        discussion: """
            Each of the two is a size, or a file with a checkpoint that was kept. The proof comes from the daemon and is \
            checked here. With a checkpoint kept elsewhere, and the key got by a way you trust (--key, twice where the \
            ledger's key was changed between the two), it shows that nothing recorded before was changed or taken out, whoever keeps the ledger.

            For example:
              daybook log consistency 100 181
              daybook log consistency 2026-03.checkpoint 2026-09.checkpoint --key KEY
            """)

    @Argument(help: ArgumentHelp("The smaller: a number of events, or a file with a checkpoint.", valueName: "old"))
    var old: String

    @Argument(help: ArgumentHelp("The larger: a number of events, or a file with a checkpoint.", valueName: "new"))
    var new: String

    @Option(
        help: ArgumentHelp(
            "The ledger's key, for checkpoints in files; where it was changed between the two, give both. Without it the daemon's own word.",
            valueName: "key"))
    var key: [String] = []

    @OptionGroup var log: LogChoice
    @OptionGroup var connection: Connection

    func run() async throws {
        let from = try await end(old)
        let to = try await end(new)
        let answer: [UInt8]
        do {
            answer = try await connection.plainAnswer(
                log.path("consistency"), [("from", String(from.size)), ("to", String(to.size))])
        } catch let problem as Problem where problem.slug == "bad-query" && from.size >= 1 && from.size <= to.size {
            // Asked as it should be: the ledger has no such size, and so is not found to begin with it.
            throw Failure(Failure.refused, [problem.detail], problem)
        }
        let document = try Pages.read(answer)
        let proof = ConsistencyProof(
            from: from.size, to: to.size, hashes: try document["proof"]?.elements.map { try hash($0) } ?? [])
        let oldRoot = try from.root ?? hash(document["from_root"])
        let newRoot = try to.root ?? hash(document["to_root"])
        do { try proof.check(old: oldRoot, new: newRoot) } catch { throw Failure(Failure.refused, error.description) }
        if connection.json {
            Output.write(answer)
            Output.write(Output.lineEnd)
        } else {
            Output.write(words(from, to, proof))
        }
    }

    /// One end of the proof.
    private struct End {
        let size: UInt64
        /// Nil where the daemon is to say it.
        var root: TreeHash?
    }

    private func end(_ text: String) async throws -> End {
        if let size = UInt64(text) { return End(size: size) }
        let note = try await WholeFile.note(text)
        do {
            let keys = try await logKeys().map { key throws(ProofError) in try NoteVerifier(key) }
            let signer = keys.first { $0.open(note) != nil } ?? keys.last
            guard let signer else { throw Failure(Failure.refused, "The daemon names no key of the ledger.") }
            let (checkpoint, _) = try Checkpoint.open(note, log: signer)
            return End(size: checkpoint.size, root: checkpoint.root)
        } catch let error as ProofError { throw Failure(Failure.refused, "\(text): \(error)") }
    }

    /// The keys given; else those that the daemon says the ledger had, and has.
    private func logKeys() async throws -> [String] {
        if !key.isEmpty { return key }
        let answer = try Pages.read(try await connection.plainAnswer(log.path("keys")))
        return answer["keys"]?.elements.compactMap { $0["key"]?.string } ?? []
    }

    private func hash(_ value: JSONValue?) throws -> TreeHash {
        guard let hash = value?.string.flatMap({ Base64.decode($0) }).flatMap({ TreeHash($0) }) else {
            throw Failure(Failure.refused, "The daemon's answer has something else than hashes in its proof.")
        }
        return hash
    }

    private func words(_ from: End, _ to: End, _ proof: ConsistencyProof) -> String {
        let count = proof.hashes.count == 1 ? "1 hash" : "\(proof.hashes.count) hashes"
        let roots =
            from.root != nil && to.root != nil
            ? "Both roots are those of the checkpoints you gave"
            : from.root != nil || to.root != nil
                ? "One root is that of the checkpoint you gave, the other is what the daemon says now"
                : "Both roots are what the daemon says now: give a checkpoint kept elsewhere to check the daemon itself"
        return """
            The ledger of \(to.size) events begins with the ledger of \(from.size): nothing in it was changed or taken out.
            Proven with \(count). \(roots).

            """
    }
}
