import ArgumentParser
import JSON
import Receipts
import Rendering
import Transparency

struct LogVerifyReceiptVerb: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "verify-receipt",
        abstract: "Check a receipt, from the event as it is shown to the signature, without the daemon.",
        discussion: """
            Says each step it checks, and ends with exit status 1 at the first that does not hold. The event is the answer \
            of GET /v1/events/POSITION, as daybook log prove --event writes it.

            For example:
              daybook log verify-receipt decision.tlog-proof --key KEY --event decision.json
            """)

    @Argument(help: ArgumentHelp("The receipt.", valueName: "file"), completion: .file())
    var file: String

    @Option(help: ArgumentHelp("The ledger's key, as daybook log key prints it, got by a way you trust.", valueName: "key"))
    var key: String

    @Option(help: ArgumentHelp("The event as the ledger shows it.", valueName: "file"), completion: .file())
    var event: String

    @Option(
        help: ArgumentHelp("What opens the digests, where the receipt has no salt (daybook log disclosure).", valueName: "file"),
        completion: .file())
    var disclosure: String?

    @Option(help: ArgumentHelp("A witness's key, to see when it signed; may be given several times.", valueName: "key"))
    var witness: [String] = []

    @OptionGroup var connection: Connection

    func run() async throws {
        let text = try await WholeFile.note(file)
        let bytes = try await WholeFile.read(event)
        let salt = try await salt()
        let outcome: ReceiptCheck.Outcome
        do {
            let check = ReceiptCheck(
                receipt: try Receipt(text), log: try NoteVerifier(key), witnesses: try witness.map { try NoteVerifier($0) })
            outcome = check.run(try ShownEvent(bytes), salt: salt)
        } catch let error as ProofError {
            throw Failure(Failure.refused, error.description)
        } catch let error as ReceiptFault {
            throw Failure(Failure.refused, error.description)
        }
        if connection.json {
            var writer = JSONWriter()
            writer.object { writer in
                writer.member("valid", outcome.fault == nil)
                writer.member("steps", outcome.steps)
                writer.member("fault", outcome.fault?.description)
            }
            Output.write(writer.bytes + [UInt8(ascii: "\n")])
        } else {
            Output.write(ReceiptPage.render(steps: outcome.steps, holds: outcome.fault == nil, look: Output.look))
        }
        if let fault = outcome.fault { throw Failure(Failure.refused, fault.description) }
    }

    /// The salt in the disclosure; nil where none is given.
    private func salt() async throws -> [UInt8]? {
        guard let disclosure else { return nil }
        let bytes = try await WholeFile.read(disclosure)
        guard let document = try? JSONDocument(bytes), let salt = ReceiptExtra.salt(in: document.root) else {
            throw Failure(
                Failure.refused,
                "\(disclosure) is no disclosure: it has no salt_base64. Take the answer of daybook log disclosure.")
        }
        return salt
    }
}
