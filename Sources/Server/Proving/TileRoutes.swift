import Access
import Hummingbird
import Ledger
import Transparency
import Wire

/// `/v1/log/tile/…`: the tree and its entries in the tiles of C2SP tlog-tiles, with `/v1/log` as the log's prefix; and those of
/// the visitors' book under `/v1/visitors/log`.
struct TileRoutes {
    let desk: Desk

    func add(to router: Router<Context>) {
        let (ledger, book) = ProvenLog.both(desk)
        router.get("/v1/log/tile/**") { try await tile($0, $1, ledger) }
        router.get("/v1/visitors/log/tile/**") { try await tile($0, $1, book) }
    }

    private func tile(_ request: Request, _ context: Context, _ log: ProvenLog) async throws -> Response {
        let path = String(request.uri.path.dropFirst(log.tilePrefix.utf8.count))
        let tile: TilePath
        do { tile = try TilePath(path) } catch {
            _ = try desk.admitAnybody(request, context)
            throw Problem.badQuery("\"\(path)\" names no tile: \(error.reason).")
        }
        // Entries are headers: they say who acted in which case. What the log says without them tells nothing of anybody.
        if tile.content == .entries {
            try log.admitToEntries(request, context)
        } else {
            _ = try desk.admitAnybody(request, context)
        }
        try QueryReader(request, allowed: []).finish()
        guard let bytes = try log.ledger.tile(tile) else {
            throw Problem.notFound(
                "There is no tile \(path) yet: the log has \(log.ledger.head.size) events, and a partial tile is as wide as a checkpoint's size asks for."
            )
        }
        return .immutable("application/octet-stream", bytes, sharing: tile.content != .entries)
    }
}
