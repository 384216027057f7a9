import Hummingbird
import HummingbirdCore
import Logging
import NIOCore
public import ServiceLifecycle

/// The daemon's HTTP side. Hummingbird and NIO stop here.
public struct Server: Service {
    private let listener: Listener

    /// - Parameters:
    ///   - desk: what requests are answered with.
    ///   - socket: where to listen.
    ///   - openAPI: the bytes of the description that `/openapi.json` serves.
    ///   - ready: called once connections are taken.
    public init(desk: Desk, socket: ListeningSocket, openAPI: [UInt8], ready: @escaping @Sendable () async -> Void) {
        let limit = ConnectionLimit(desk.settings.connectionLimit)
        let responder = Self.router(desk, limit, openAPI).buildResponder()
        let logger = desk.logger
        let http = HTTP1Channel(
            responder: { request, writer, channel in
                let context = Context(source: .init(channel: channel, logger: logger))
                var response = try await LoopExecutor.run(request) {
                    try await responder.respond(to: request, context: context)
                }
                // What no route took has a body that says so.
                if request.method == .head { response = response.createHeadResponse() }
                try await writer.write(response: response.head, body: response.body)
            },
            configuration: .init(
                additionalChannelHandlers: [ContinueHandler(), MalformedHandler()],
                idleTimeout: .seconds(desk.settings.idleSeconds)))
        listener = Listener(socket: socket, channel: ConnectionChannel(http: http, limit: limit), logger: logger, ready: ready)
    }

    /// Serves until it is told to stop, and finishes what is under way.
    public func run() async throws { try await listener.run() }

    private static func router(_ desk: Desk, _ limit: ConnectionLimit, _ openAPI: [UInt8]) -> Router<Context> {
        let router = Router(context: Context.self, options: .autoGenerateHeadEndpoints)
        let paths = KnownPaths()
        router.add(middleware: ProblemMiddleware(desk: desk, paths: paths))
        router.add(middleware: VisitMiddleware(desk: desk))
        PostingRoutes(desk: desk).add(to: router)
        SchemaRoutes(desk: desk).add(to: router)
        EventRoutes(desk: desk).add(to: router)
        CaseListRoutes(desk: desk).add(to: router)
        CaseRoutes(desk: desk).add(to: router)
        DecisionRoutes(desk: desk).add(to: router)
        VisitorRoutes(desk: desk).add(to: router)
        DisposalRoutes(desk: desk).add(to: router)
        RetentionRoutes(desk: desk).add(to: router)
        StandardsRoutes(desk: desk).add(to: router)
        DueRoutes(desk: desk).add(to: router)
        CountRoutes(desk: desk).add(to: router)
        LogRoutes(desk: desk).add(to: router)
        TileRoutes(desk: desk).add(to: router)
        ReceiptRoutes(desk: desk).add(to: router)
        JobRoutes(desk: desk).add(to: router)
        ContradictionRoutes(desk: desk).add(to: router)
        OperatingRoutes(desk: desk, connections: limit, openAPI: openAPI).add(to: router)
        paths.learn(router)
        return router
    }
}
