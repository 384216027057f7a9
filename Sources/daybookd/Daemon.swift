import Access
import Events
import Glibc
import JSON
import Ledger
import Logging
import NIOPosix
import Practice
import Published
import Retention
import Schema
import Server
import ServiceLifecycle
import ServiceManager
import UnixSignals
import Witnesses

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// The parts, put together.
struct Daemon {
    /// The ledger's directory.
    let directory: String
    let socket: String
    let config: String?
    let create: Bool
    /// Why a rollback is accepted; nil where it is not.
    let acceptedRollback: String?
    private let logger = Logger(label: "daybookd")

    init(directory: String, socket: String, config: String?, create: Bool, acceptedRollback: String?) {
        self.directory = directory
        self.socket = socket
        self.config = config
        self.create = create
        self.acceptedRollback = acceptedRollback
    }

    func run() async throws {
        let environment = ProcessInfo.processInfo.environment
        let files = try PublishedFiles.find(
            program: try FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe"), environment: environment)
        let settings = try Settings(path: config, files: files)
        let manager = ServiceManager(environment: environment, processID: getpid())
        let inherited = try manager.listeningSocket()
        let policy = try PolicyInForce(settings.policyFile, logger)
        let stores = try await StoresOpening(
            directory: directory, settings: settings, create: create, acceptedRollback: acceptedRollback, clock: clock,
            logger: logger
        ).open()
        let rounds = WitnessRounds(ledger: stores.ledger, witnesses: try settings.witnesses(), logger: logger)
        let desk = try desk(stores, files, settings, policy.keeper, rounds.book)
        let server = Server(
            desk: desk, socket: inherited.map { .descriptor($0) } ?? .path(socket), openAPI: try files.bytes("openapi.json")
        ) { [self] in
            // Not before it serves: who is refused gets one line.
            policy.tellIdle()
            tellServing(stores.ledger, on: inherited == nil ? socket : "from systemd")
            manager.notify("READY=1\nSTATUS=Serving \(stores.ledger.head.size) events")
        }
        try await ServiceGroup(
            configuration: .init(
                services: [
                    Self.views(Follower(views: stores.views), "views"),
                    Self.views(
                        Follower(views: stores.visitorsViews, waitsForRoom: true, gathering: .seconds(1)), "visitors' views"),
                    Self.upkeep(Upkeep(desk: desk, ledger: stores.ledger, manager: manager), "upkeep"),
                    Self.upkeep(PolicyReload(policy: policy), "policy"),
                    Self.upkeep(Witnessing(rounds: rounds, interval: .seconds(settings.witnessSeconds)), "witnesses"),
                    Self.upkeep(DueKeeper(desk: desk, packs: settings.dueLists), "due lists"),
                    .init(service: server, successTerminationBehavior: .gracefullyShutdownGroup, serviceName: "server"),
                ],
                gracefulShutdownSignals: [.sigterm, .sigint], logger: logger)
        ).run()
        manager.notify("STOPPING=1")
        try await stores.close(logger)
        logger.notice("stopped", metadata: ["events": "\(stores.ledger.head.size)"])
    }

    // MARK: Services

    // A service without a name is named by all that it holds, which is megabytes, and none of it for a log.

    /// What answers are made from: without it nothing can be answered, and what is under way is finished.
    private static func views(_ service: Follower, _ name: String) -> ServiceGroupConfiguration.ServiceConfiguration {
        .init(
            service: service, successTerminationBehavior: .ignore, failureTerminationBehavior: .gracefullyShutdownGroup,
            serviceName: name)
    }

    /// What is done beside answering.
    private static func upkeep(_ service: any Service, _ name: String) -> ServiceGroupConfiguration.ServiceConfiguration {
        .init(service: service, successTerminationBehavior: .ignore, serviceName: name)
    }

    private func tellServing(_ ledger: Ledger, on place: String) {
        if config == nil {
            logger.warning(
                "no configuration: serving only user \(getuid()), with keys kept beside the ledger in \(directory)/keys; do not keep real records like this"
            )
        }
        logger.notice("serving", metadata: ["socket": "\(place)", "events": "\(ledger.head.size)"])
    }

    // MARK: The desk

    private func desk(
        _ stores: Stores, _ files: PublishedFiles, _ settings: Settings, _ policy: PolicyKeeper, _ witnesses: WitnessBook
    ) throws -> Desk {
        let vocabulary = try Vocabulary.load(directory: files.directory, additional: settings.additionalSchemas)
        let schemas = vocabulary.schemas
        let workingDays = try WorkingDays(try files.json("calendars/england-and-wales.json"))
        return Desk(
            ledger: stores.ledger, views: stores.views, vocabulary: vocabulary,
            perspective: Perspective(catalogue: try Catalogue(schemas: schemas), workingDays: workingDays),
            standards: try settings.standards(files, workingDays, types: schemas), policy: policy,
            book: VisitorsBook(ledger: stores.visitors, views: stores.visitorsViews), retention: try retention(files, settings),
            settings: settings.server, witnesses: witnesses, clock: clock, logger: logger)
    }

    /// The published retention schedules, or the authority's own.
    private func retention(_ files: PublishedFiles, _ settings: Settings) throws -> [RetentionSchedule] {
        let path = settings.retentionFile ?? files.directory + "/retention.yaml"
        guard let bytes = FileManager.default.contents(atPath: path) else {
            throw StartError("the retention schedules \(path) cannot be read")
        }
        do { return try RetentionSchedule.read(Array(bytes)) } catch {
            throw StartError("the retention schedules \(path) are wrong: \(error)")
        }
    }

    private var clock: @Sendable () -> Instant {
        { Instant(microseconds: Int64((Date().timeIntervalSince1970 * 1e6).rounded())) }
    }
}
