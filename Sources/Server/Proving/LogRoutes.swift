import Hummingbird
import JSON
import Ledger
import Transparency
import Wire

/// `/v1/log/checkpoint`, `/v1/log/key` and `/v1/log/consistency`: the ledger as a transparency log. No content.
struct LogRoutes {
    let desk: Desk

    func add(to router: Router<Context>) {
        router.get("/v1/log/checkpoint", use: checkpoint)
        router.get("/v1/log/key", use: key)
        router.get("/v1/log/keys", use: keys)
        router.get("/v1/log/consistency", use: consistency)
    }

    private func checkpoint(_ request: Request, context: Context) async throws -> Response {
        _ = try desk.admitAnybody(request, context)
        let query = QueryReader(request, allowed: ["size", "witnessed"])
        let note =
            switch try query.text("witnessed") {
            case nil, "false": try desk.checkpoint(at: try query.number("size")).note
            case "true": try desk.witnessedCheckpoint()
            case let other?: throw Problem.badQuery("witnessed is true or false, not \"\(other)\".")
            }
        return .text("text/plain; charset=utf-8", note)
    }

    private func key(_ request: Request, context: Context) async throws -> Response {
        _ = try desk.admitAnybody(request, context)
        try QueryReader(request, allowed: []).finish()
        return .text("text/plain; charset=utf-8", desk.ledger.verifierKey + "\n")
    }

    private func keys(_ request: Request, context: Context) async throws -> Response {
        _ = try desk.admitAnybody(request, context)
        try QueryReader(request, allowed: []).finish()
        let retired = try desk.ledger.retiredSigners()
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
                    writer.member("key", desk.ledger.verifierKey)
                    writer.key("ended_at_size")
                    writer.null()
                }
            }
        }
    }

    private func consistency(_ request: Request, context: Context) async throws -> Response {
        _ = try desk.admitAnybody(request, context)
        let query = QueryReader(request, allowed: ["from", "to"])
        guard let from = try query.number("from") else {
            throw Problem.badQuery("Give from: the number of events the ledger had when you last looked.")
        }
        let size = desk.ledger.head.size
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
        guard let proof = try desk.ledger.consistency(from: from, to: to), let old = try desk.ledger.root(at: from),
            let new = try desk.ledger.root(at: to)
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

extension Desk {
    /// The last checkpoint that witnesses have signed.
    func witnessedCheckpoint() throws(Problem) -> String {
        guard let cosigned = ledger.cosigned else {
            throw .notFound("No witness has signed a checkpoint of this ledger yet; the setting witnesses names them.")
        }
        return cosigned.note
    }

    /// The checkpoint as it is shown to others: the ledger's last, or the one kept at a size; with the signatures of
    /// witnesses, where they have signed that one.
    func checkpoint(at size: UInt64?) throws -> (size: UInt64, note: String) {
        let head = ledger.head
        if let cosigned = ledger.cosigned, cosigned.size == size ?? head.size { return cosigned }
        guard let size, size != head.size else { return (head.size, head.checkpoint) }
        guard size < head.size else {
            throw Problem.notFound("The ledger has \(head.size) events; there is no checkpoint of \(size) yet.")
        }
        guard let note = try ledger.checkpoint(at: size) else {
            let (below, from) = try ledger.checkpointSizes(near: size)
            let near = [below, from].compactMap { $0.map(String.init) }.joined(separator: " and ")
            throw Problem.notFound(
                "There is no checkpoint of \(size) events: one is signed after each commit. The nearest are of \(near).")
        }
        return (size, note)
    }
}
