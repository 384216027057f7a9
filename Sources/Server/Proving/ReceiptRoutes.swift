import Access
import Events
import Hummingbird
import JSON
import Ledger
import Transparency
import Wire

/// `/v1/log/entries`, `/v1/log/disclosure` and `/v1/log/proof`: all that one event can be checked with. The same for an entry
/// of the visitors' book, by the right to read that.
struct ReceiptRoutes {
    let desk: Desk

    func add(to router: Router<Context>) {
        let (ledger, book) = ProvenLog.both(desk)
        router.get("/v1/log/entries/{position}") { try await entry($0, $1, ledger) }
        router.get("/v1/log/disclosure/{position}") { try await disclosure($0, $1, ledger) }
        router.get("/v1/log/proof/{position}") { try await proof($0, $1, ledger) }
        router.get("/v1/visitors/log/entries/{position}") { try await entry($0, $1, book) }
        router.get("/v1/visitors/log/disclosure/{position}") { try await disclosure($0, $1, book) }
        router.get("/v1/visitors/log/proof/{position}") { try await proof($0, $1, book) }
    }

    private func entry(_ request: Request, _ context: Context, _ log: ProvenLog) async throws -> Response {
        let visitor =
            try log.isBook ? desk.admit(request, context, to: .visitors) : desk.admit(request, context, toAny: .audit, .read)
        try QueryReader(request, allowed: []).finish()
        let position = try context.position()
        guard let leaf = try log.ledger.leaf(at: position) else { throw log.absent(position) }
        try await log.open(position, visitor, context)
        return .immutable("application/octet-stream", leaf, sharing: false)
    }

    private func disclosure(_ request: Request, _ context: Context, _ log: ProvenLog) async throws -> Response {
        let visitor = try desk.admit(request, context, to: log.isBook ? .visitors : .read)
        try QueryReader(request, allowed: []).finish()
        let position = try context.position()
        guard let disclosure = try log.ledger.disclosure(at: position) else { throw log.absent(position) }
        try await log.open(position, visitor, context)
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

    private func proof(_ request: Request, _ context: Context, _ log: ProvenLog) async throws -> Response {
        var visitor =
            try log.isBook ? desk.admit(request, context, to: .visitors) : desk.admit(request, context, toAny: .read, .audit)
        let query = QueryReader(request, allowed: ["at_size", "salt"])
        let position = try context.position()
        let withSalt = try withSalt(query)
        let (size, note) = try log.checkpoint(at: try query.number("at_size"))
        guard position.rawValue < size else { throw log.absent(position, size) }
        // Who may audit and not see the event has its receipt as any auditor has, whatever else they may see.
        if visitor.right == .read, visitor.principal.grants.has(.audit),
            let subject = try log.ledger.attributes(at: position)?.recordSubject,
            try await !AccessFilter(desk, visitor, context.visit).sees(subject)
        {
            visitor = try desk.admit(request, context, to: .audit)
        }
        try await log.open(position, visitor, context)
        // The salt opens the digest of what somebody guesses: it is for those who may read the event.
        let receipts = try log.receipts(for: [position], in: (size, note), withSalt: withSalt && visitor.right != .audit)
        guard let receipt = receipts.first else { throw log.absent(position, size) }
        return .text("text/plain; charset=utf-8", receipt.text)
    }

    private func withSalt(_ query: QueryReader) throws(Problem) -> Bool {
        switch try query.text("salt") {
        case nil, "yes"?: true
        case "no"?: false
        case let other?: throw .badQuery("salt is yes or no, not \"\(other)\".")
        }
    }
}
