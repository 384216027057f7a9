import Hummingbird
import JSON
import Schema

/// What events are checked by: who prepares some finds here what the daemon takes, an authority's own types among them.
struct SchemaRoutes {
    let desk: Desk

    func add(to router: Router<Context>) { router.get("/v1/schemas", use: schemas) }

    private func schemas(_ request: Request, context: Context) async throws -> Response {
        _ = try desk.admitAnybody(request, context)
        try QueryReader(request, allowed: []).finish()
        return .json { writer in
            desk.vocabulary.writeMembers(to: &writer)
            writer.member("future_skew_seconds", desk.settings.futureSkewSeconds)
        }
    }
}
