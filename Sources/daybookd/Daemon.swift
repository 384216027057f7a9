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
import Views
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
        let policyFile = settings.policyFile.map { PolicyFile(path: $0) }
        let policy = PolicyKeeper(try policyFile?.read() ?? .only(getuid()))
        let ledger = try open(settings)
        let visitors = try openVisitors(settings, mark: try ledger.bookMark())
        if acceptedRollback != nil, ledger.rollback == nil, visitors.ledger.rollback == nil {
            throw StartError("there is no rollback to accept; start without --accept-rollback")
        }
        // Not before both are open: who is refused gets one line.
        try closeKeys(settings)
        if let rollback = ledger.rollback, let acceptedRollback {
            try await RollbackRecord(ledger: ledger, now: now()).append(rollback, reason: acceptedRollback)
            logger.warning(
                "a rollback was accepted, and recorded as an event",
                metadata: ["reason": "\(acceptedRollback)", "erased before": "\(rollback.erasedLater.count)"])
        }
        if let rollback = visitors.ledger.rollback, let acceptedRollback {
            try await RollbackRecord(ledger: visitors.ledger, now: now()).appendToBook(rollback, reason: acceptedRollback)
            logger.warning(
                "a rollback of the visitors' book was accepted, and recorded as an entry",
                metadata: ["reason": "\(acceptedRollback)"])
        }
        ledger.keepMark(of: visitors.ledger)
        ledger.writeBookMark()
        for one in [ledger, visitors.ledger] where one.lacksSecondPlace {
            logger.warning(
                "no checkpoint was in the second place, so nobody knows whether an older copy was put back; it is kept there from now on. If it was there before, find out what became of it",
                metadata: ["path": "\(one.settings.checkpointFile)", "events": "\(one.head.size)"])
        }
        let viewsDirectory = settings.viewsDirectory ?? directory + "/views"
        try FileManager.default.createDirectory(
            atPath: viewsDirectory, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        let views = try Views.open(directory: viewsDirectory, ledger: ledger, boot: try bootID())
        let rounds = WitnessRounds(ledger: ledger, witnesses: try settings.witnesses(), logger: logger)
        let desk = try desk(ledger, views, files, settings, policy, visitors, rounds.book)
        let server = Server(
            desk: desk, socket: inherited.map { .descriptor($0) } ?? .path(socket), openAPI: try files.bytes("openapi.json")
        ) { [logger, socket, directory, ledger, config] in
            // Not before it serves: who is refused gets one line.
            if config == nil {
                logger.warning(
                    "no configuration: serving only user \(getuid()), with keys kept beside the ledger in \(directory)/keys; do not keep real records like this"
                )
            }
            logger.notice(
                "serving", metadata: ["socket": "\(inherited == nil ? socket : "from systemd")", "events": "\(ledger.head.size)"])
            manager.notify("READY=1\nSTATUS=Serving \(ledger.head.size) events")
        }
        // A service without a name is named by all that it holds, which is megabytes, and none of it for a log.
        let group = ServiceGroup(
            configuration: .init(
                services: [
                    .init(
                        service: Follower(views: views), successTerminationBehavior: .ignore,
                        failureTerminationBehavior: .gracefullyShutdownGroup, serviceName: "views"),
                    .init(
                        service: Follower(views: visitors.views, waitsForRoom: true, gathering: .seconds(1)),
                        successTerminationBehavior: .ignore,
                        failureTerminationBehavior: .gracefullyShutdownGroup, serviceName: "visitors' views"),
                    .init(
                        service: Upkeep(desk: desk, ledger: ledger, manager: manager), successTerminationBehavior: .ignore,
                        serviceName: "upkeep"),
                    .init(
                        service: PolicyReload(file: policyFile, keeper: policy, logger: logger),
                        successTerminationBehavior: .ignore, serviceName: "policy"),
                    .init(
                        service: Witnessing(rounds: rounds, interval: .seconds(settings.witnessSeconds)),
                        successTerminationBehavior: .ignore, serviceName: "witnesses"),
                    .init(
                        service: DueKeeper(desk: desk, packs: settings.dueLists), successTerminationBehavior: .ignore,
                        serviceName: "due lists"),
                    .init(
                        service: server, successTerminationBehavior: .gracefullyShutdownGroup, serviceName: "server"),
                ],
                gracefulShutdownSignals: [.sigterm, .sigint], logger: logger))
        try await group.run()
        manager.notify("STOPPING=1")
        try await stop(ledger, views, visitors)
        logger.notice("stopped", metadata: ["events": "\(ledger.head.size)"])
    }

    /// Stops what stores, each whatever becomes of the others.
    ///
    /// - Throws: the first error.
    private func stop(_ ledger: Ledger, _ views: Views, _ visitors: (ledger: Ledger, views: Views)) async throws {
        var failures: [any Error] = []
        do { try await ledger.stop() } catch { failures.append(error) }
        do { try views.close() } catch { failures.append(error) }
        do { try await visitors.ledger.stop() } catch { failures.append(error) }
        // On a full disk they cannot be marked as whole; after a crash of the machine they are then built anew.
        do { try visitors.views.close() } catch {
            logger.warning("the views of the visitors' book were not closed", metadata: ["error": "\(error)"])
        }
        if let first = failures.first { throw first }
    }

    /// Closes what of the subjects' keys is open to others, and says so: they may have been read.
    private func closeKeys(_ settings: Settings) throws {
        for ledger in [directory, settings.visitors(directory).directory] {
            for open in try OpenKeys.close(in: ledger) {
                logger.warning(
                    "the subjects' keys were open to others, and are closed now; find out who could read them",
                    metadata: ["path": "\(open.path)", "mode": "\(String(open.mode, radix: 8))"])
            }
        }
    }

    private func open(_ settings: Settings) throws -> Ledger {
        var ledgerSettings = settings.ledger(directory)
        if create, !FileManager.default.fileExists(atPath: directory + "/log/data.mdb") { try Ledger.create(ledgerSettings) }
        ledgerSettings.makesKeys = false
        return try Ledger.open(ledgerSettings, clock: now, acceptsRollback: acceptedRollback != nil) { [logger] error in
            // What is on the disk is not known any more: only a fresh look at it can tell.
            logger.critical("a commit failed, stopping; start again to check the ledger's end", metadata: ["error": "\(error)"])
            exit(70)
        }
    }

    /// The visitors' book. Like the ledger it is made only when asked for: one that is gone is no new one.
    ///
    /// - Parameter mark: how far it was, as the ledger says.
    private func openVisitors(_ settings: Settings, mark: CheckSettings.KeptCheckpoint?) throws -> (ledger: Ledger, views: Views)
    {
        var settings = settings.visitors(directory)
        // What cannot be recorded is not shown, so a full disk stops reading, and reading goes on once there is room.
        settings.waitsForRoom = true
        if !FileManager.default.fileExists(atPath: settings.directory + "/log/data.mdb") {
            guard create else {
                throw StartError(
                    "there is no visitors' book in \(settings.directory); put it back, or start once with --create to begin one")
            }
            guard mark == nil || acceptedRollback != nil else {
                throw StartError(
                    "there is no visitors' book in \(settings.directory), and the ledger says that there was one; put it back, or begin a new one with --create and --accept-rollback \"why\""
                )
            }
            try Ledger.create(settings)
        }
        // A key made now opens nothing that is there.
        settings.makesKeys = false
        let book: Ledger
        do {
            book = try Ledger.open(settings, clock: now, mark: mark, acceptsRollback: acceptedRollback != nil) { [logger] error in
                logger.critical(
                    "the visitors' book cannot be written: nothing is shown until the daemon is started again",
                    metadata: ["error": "\(error)"])
            }
        } catch LedgerError.rollback(let rollback) { throw StartError(rollback.sentence(of: "visitors' book")) }
        let directory = settings.directory + "/views"
        try FileManager.default.createDirectory(
            atPath: directory, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        return (book, try Views.open(directory: directory, ledger: book, boot: try bootID()))
    }

    private func desk(
        _ ledger: Ledger, _ views: Views, _ files: PublishedFiles, _ settings: Settings, _ policy: PolicyKeeper,
        _ visitors: (ledger: Ledger, views: Views), _ witnesses: WitnessBook
    ) throws -> Desk {
        let vocabulary = try Vocabulary.load(directory: files.directory, additional: settings.additionalSchemas)
        var schemas: [String: JSONValue] = [:]
        for name in vocabulary.typeNames { schemas[name] = vocabulary[name]?.source }
        let workingDays = try WorkingDays(try files.json("calendars/england-and-wales.json"))
        let perspective = Perspective(catalogue: try Catalogue(schemas: schemas), workingDays: workingDays)
        return Desk(
            ledger: ledger, views: views, vocabulary: vocabulary, perspective: perspective,
            standards: try settings.standards(files, workingDays), policy: policy,
            book: VisitorsBook(ledger: visitors.ledger, views: visitors.views), retention: try retention(files, settings),
            settings: settings.server, witnesses: witnesses, clock: now, logger: logger)
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

    private var now: @Sendable () -> Instant {
        { Instant(microseconds: Int64((Date().timeIntervalSince1970 * 1e6).rounded())) }
    }

    /// What tells this run of the machine from others.
    private func bootID() throws -> String {
        let bytes = FileManager.default.contents(atPath: "/proc/sys/kernel/random/boot_id") ?? Data("unknown".utf8)
        return String(decoding: bytes, as: UTF8.self).filter { !$0.isWhitespace }
    }
}
