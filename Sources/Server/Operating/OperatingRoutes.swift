import Access
import Events
import HTTPTypes
import Hummingbird
import JSON
import Ledger
import NIOCore
import Release
import Schema
import Telemetry
import Views
import Wire
import Witnesses

/// How the daemon is: status, metrics, and the one thing an operator may do, rebuild views. No content.
struct OperatingRoutes {
    let desk: Desk
    let connections: ConnectionLimit
    let openAPI: [UInt8]

    func add(to router: Router<Context>) {
        router.get("/v1/status", use: status)
        router.get("/metrics", use: metrics)
        router.get("/openapi.json", use: describe)
        router.post("/v1/views/rebuild", use: rebuild)
    }

    private func status(_ request: Request, context: Context) async throws -> Response {
        _ = try desk.admit(request, context, to: .operate)
        try QueryReader(request, allowed: []).finish()
        let head = desk.ledger.head
        let usage = desk.ledger.usage
        return Response.json { writer in
            writer.member("status", "serving")
            writer.member("version", DaybookVersion.text)
            writer.member("origin", desk.ledger.origin)
            writer.member("started", desk.started.description)
            writer.member("ledger_bytes_used", usage.used)
            writer.member("ledger_bytes_mapped", usage.size)
            writer.member("waiting_events", desk.ledger.waiting)
            writer.member("connections", connections.count)
            let kept = desk.ledger.checkpointFile
            writer.key("second_place")
            writer.object { writer in
                writer.member("file", desk.ledger.settings.checkpointFile)
                writer.member("size", kept.kept)
                writer.member("failure", kept.failure)
            }
            writer.key("witnesses")
            writer.array { writer in
                for witness in desk.witnesses.all {
                    writer.object { writer in
                        writer.member("name", witness.name)
                        writer.member("size", witness.size)
                        writer.member(
                            "time", witness.time.flatMap { Instant(secondsSince1970: $0)?.description })
                        writer.member("failure", witness.failure)
                    }
                }
            }
            writer.member("event_types", desk.vocabulary.typeNames.count)
            writer.key("views")
            writer.array { writer in
                for name in Views.names {
                    writer.object { writer in
                        writer.member("view", name)
                        writer.member("position", desk.views.position)
                        writer.member("behind", head.size - min(head.size, desk.views.position))
                    }
                }
            }
            writer.member("basis", Basis(size: head.size, root: head.root, recordedTime: head.recordedTime))
        }
    }

    private func metrics(_ request: Request, context: Context) async throws -> Response {
        _ = try desk.admit(request, context, to: .operate)
        try QueryReader(request, allowed: []).finish()
        return .text("text/plain; version=0.0.4; charset=utf-8", desk.prometheus(connections: connections.count))
    }

    private func describe(_ request: Request, context: Context) async throws -> Response {
        _ = try desk.admitAnybody(request, context)
        try QueryReader(request, allowed: []).finish()
        return Response(
            status: .ok, headers: [.contentType: "application/json"], body: ResponseBody(byteBuffer: ByteBuffer(bytes: openAPI)))
    }

    private func rebuild(_ request: Request, context: Context) async throws -> Response {
        _ = try desk.admit(request, context, to: .operate)
        let query = QueryReader(request, allowed: ["view"])
        let names = try query.text("view").map { [$0] } ?? []
        let start = ContinuousClock.now
        let events: UInt64
        do {
            events = try await desk.views.rebuild(names)
        } catch RebuildError.noSuchView(let name) {
            throw Problem.notFound("There is no view \"\(name)\"; there are \(Views.names.joined(separator: ", ")).")
        } catch RebuildError.underWay {
            throw Problem(409, "rebuild-under-way", "A rebuild is under way already; wait for it to end.")
        }
        let (seconds, attoseconds) = (ContinuousClock.now - start).components
        let milliseconds = seconds * 1000 + attoseconds / 1_000_000_000_000_000
        return Response.json { writer in
            writer.key("rebuilt")
            writer.array { writer in
                for name in names.isEmpty ? Views.names : names {
                    writer.object { writer in
                        writer.member("view", name)
                        writer.member("events", events)
                        writer.member("milliseconds", milliseconds)
                    }
                }
            }
        }
    }
}
