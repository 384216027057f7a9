import Access
import Hummingbird
import Ledger
import Transparency
import Wire

/// `/v1/log/tile/…`: the tree and its entries in the tiles of C2SP tlog-tiles, with `/v1/log` as the log's prefix.
struct TileRoutes {
    let desk: Desk

    private static let prefix = "/v1/log/tile/"

    func add(to router: Router<Context>) { router.get("/v1/log/tile/**", use: tile) }

    private func tile(_ request: Request, context: Context) async throws -> Response {
        try QueryReader(request, allowed: []).finish()
        let path = String(request.uri.path.dropFirst(Self.prefix.utf8.count))
        let tile: TilePath
        do { tile = try TilePath(path) } catch {
            _ = try desk.admitAnybody(request, context)
            throw Problem.badQuery("\"\(path)\" names no tile: \(error.reason).")
        }
        // Entries are headers: they say who acted in which case. What the log says without them tells nothing of anybody.
        if tile.content == .entries {
            _ = try desk.admit(request, context, to: .audit)
            context.visit.looks(at: VisitorsBook.ledgerSubject)
        } else {
            _ = try desk.admitAnybody(request, context)
        }
        guard let bytes = try desk.ledger.tile(tile) else {
            throw Problem.notFound(
                "There is no tile \(path) yet: the ledger has \(desk.ledger.head.size) events, and a partial tile is as wide as a checkpoint's size asks for."
            )
        }
        return .immutable("application/octet-stream", bytes, sharing: tile.content != .entries)
    }
}
