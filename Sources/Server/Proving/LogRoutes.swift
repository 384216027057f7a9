import Hummingbird
import JSON
import Ledger
import Transparency
import Wire

/// `/v1/log/checkpoint`, `/v1/log/key` and `/v1/log/consistency`: the ledger as a transparency log, and beside it the
/// visitors' book. No content.
struct LogRoutes {
    let desk: Desk

    func add(to router: Router<Context>) {
        let (ledger, book) = ProvenLog.both(desk)
        router.get("/v1/log/checkpoint") { try await checkpoint($0, $1, ledger) }
        router.get("/v1/log/key") { try await key($0, $1, ledger) }
        router.get("/v1/log/keys") { try await keys($0, $1, ledger) }
        router.get("/v1/log/consistency") { try await consistency($0, $1, ledger) }
        router.get("/v1/visitors/log/checkpoint") { try await checkpoint($0, $1, book) }
        router.get("/v1/visitors/log/key") { try await key($0, $1, book) }
        router.get("/v1/visitors/log/keys") { try await keys($0, $1, book) }
        router.get("/v1/visitors/log/consistency") { try await consistency($0, $1, book) }
    }

    private func checkpoint(_ request: Request, _ context: Context, _ log: ProvenLog) async throws -> Response {
        _ = try desk.admitAnybody(request, context)
        // Witnesses are shown the ledger alone.
        let query = QueryReader(request, allowed: log.isBook ? ["size"] : ["size", "witnessed"])
        let note =
            switch try query.text("witnessed") {
            case nil, "false": try log.checkpoint(at: try query.number("size")).note
            case "true": try log.witnessedCheckpoint()
            case let other?: throw Problem.badQuery("witnessed is true or false, not \"\(other)\".")
            }
        return .text("text/plain; charset=utf-8", note)
    }

    private func key(_ request: Request, _ context: Context, _ log: ProvenLog) async throws -> Response {
        _ = try desk.admitAnybody(request, context)
        try QueryReader(request, allowed: []).finish()
        return .text("text/plain; charset=utf-8", log.ledger.verifierKey + "\n")
    }

    private func keys(_ request: Request, _ context: Context, _ log: ProvenLog) async throws -> Response {
        _ = try desk.admitAnybody(request, context)
        try QueryReader(request, allowed: []).finish()
        let retired = try log.ledger.retiredSigners()
        return Response.json { writer in
            writer.key("keys")
            writer.array { writer in
                for signer in retired {
                    writer.object { writer in
                        writer.member("key", signer.verifier.text)
                        writer.member("ended_at_size", signer.endedAt)
                    }
                }
                writer.object { writer in
                    writer.member("key", log.ledger.verifierKey)
                    writer.key("ended_at_size")
                    writer.null()
                }
            }
        }
    }

    private func consistency(_ request: Request, _ context: Context, _ log: ProvenLog) async throws -> Response {
        _ = try desk.admitAnybody(request, context)
        let query = QueryReader(request, allowed: ["from", "to"])
        guard let from = try query.number("from") else {
            throw Problem.badQuery("Give from: the number of events the ledger had when you last looked.")
        }
        let size = log.ledger.head.size
        let to = try query.number("to") ?? size
        guard from >= 1 else {
            throw Problem.badQuery(
                "from is at least 1: every ledger begins with the one of no events, so there is nothing to prove.")
        }
        guard from <= to else {
            throw Problem.badQuery(
                "from (\(from)) is more than to (\(to)): a ledger only grows, so give the smaller size as from.")
        }
        guard to <= size else { throw Problem.badQuery("to is beyond the ledger, which has \(size) events.") }
        guard let proof = try log.ledger.consistency(from: from, to: to), let old = try log.ledger.root(at: from),
            let new = try log.ledger.root(at: to)
        else { throw Problem.badQuery("Nothing can be proven from \(from) to \(to).") }
        return Response.json { writer in
            writer.member("from", from)
            writer.member("to", to)
            writer.member("from_root", Base64.encode(old.array))
            writer.member("to_root", Base64.encode(new.array))
            writer.member("proof", proof.hashes.map { Base64.encode($0.array) })
        }
    }
}
