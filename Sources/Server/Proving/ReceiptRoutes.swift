import Access
import Events
import Hummingbird
import JSON
import Ledger
import Transparency
import Wire

/// `/v1/log/entries`, `/v1/log/disclosure` and `/v1/log/proof`: all that one event can be checked with.
struct ReceiptRoutes {
    let desk: Desk

    func add(to router: Router<Context>) {
        router.get("/v1/log/entries/{position}", use: entry)
        router.get("/v1/log/disclosure/{position}", use: disclosure)
        router.get("/v1/log/proof/{position}", use: proof)
    }

    private func entry(_ request: Request, context: Context) async throws -> Response {
        let visitor = try desk.admit(request, context, toAny: .audit, .read)
        try QueryReader(request, allowed: []).finish()
        let position = try context.position()
        guard let leaf = try desk.ledger.leaf(at: position) else { throw absent(position) }
        try await open(position, visitor, context)
        return .immutable("application/octet-stream", leaf, sharing: false)
    }

    private func disclosure(_ request: Request, context: Context) async throws -> Response {
        let visitor = try desk.admit(request, context, to: .read)
        try QueryReader(request, allowed: []).finish()
        let position = try context.position()
        guard let disclosure = try desk.ledger.disclosure(at: position) else { throw absent(position) }
        try await open(position, visitor, context)
        guard let sealed = disclosure.sealed else {
            throw Problem.notFound("The data of the event at position \(position) were erased; only its header is left.")
        }
        return Response.json { writer in
            writer.member("position", position.rawValue)
            writer.member("salt_base64", Base64.encode(sealed.salt))
            writer.member("data_base64", Base64.encode(sealed.data))
            writer.member("datadigest", sealed.dataDigest)
            writer.member("attributes_base64", sealed.attributes.isEmpty ? nil : Base64.encode(sealed.attributes.bytes))
            writer.member("attributesdigest", sealed.attributesDigest)
        }
    }

    private func proof(_ request: Request, context: Context) async throws -> Response {
        let visitor = try desk.admit(request, context, toAny: .read, .audit)
        let query = QueryReader(request, allowed: ["at_size", "salt"])
        let position = try context.position()
        let withSalt = try withSalt(query)
        let (size, note) = try desk.checkpoint(at: try query.number("at_size"))
        guard position.rawValue < size else { throw absent(position, size) }
        try await open(position, visitor, context)
        // The salt opens the digest of what somebody guesses: it is for those who may read the event.
        let receipts = try desk.receipts(
            for: [position], in: (size, note), withSalt: withSalt && visitor.right == .read)
        guard let receipt = receipts.first else { throw absent(position, size) }
        return .text("text/plain; charset=utf-8", receipt.text)
    }

    /// Lets whoever reads at the event's subject; whoever audits may have every header. Both are looks at the subject.
    private func open(_ position: Position, _ visitor: Visitor, _ context: Context) async throws {
        guard let subject = try desk.ledger.subject(at: position) else { throw absent(position) }
        if visitor.right == .read { try await Sight(desk, visitor, context.visit).open(subject, context) }
        context.visit.shows(1, of: subject)
        context.visit.rests(on: desk.ledger.head.size)
    }

    private func withSalt(_ query: QueryReader) throws(Problem) -> Bool {
        switch try query.text("salt") {
        case nil, "yes"?: true
        case "no"?: false
        case let other?: throw .badQuery("salt is yes or no, not \"\(other)\".")
        }
    }

    private func absent(_ position: Position, _ size: UInt64? = nil) -> Problem {
        let size = size ?? desk.ledger.head.size
        return .notFound("There is no event at position \(position): the ledger has \(size) events there, from position 0.")
    }
}
