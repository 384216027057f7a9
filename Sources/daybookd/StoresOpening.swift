import Events
import Glibc
import Ledger
import Logging
import Server
import Views

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// Opens what the daemon keeps, or makes it where that is asked for.
struct StoresOpening {
    /// The ledger's directory.
    let directory: String
    let settings: Settings
    /// Whether what is not there is made.
    let create: Bool
    /// Why a rollback is accepted; nil where it is not.
    let acceptedRollback: String?
    let clock: @Sendable () -> Instant
    let logger: Logger

    func open() async throws -> Stores {
        let ledger = try openLedger()
        let visitors = try openVisitors(mark: try ledger.bookMark())
        let visitorsViews = try openViews(visitors, in: visitors.settings.directory + "/views")
        if acceptedRollback != nil, ledger.rollback == nil, visitors.rollback == nil {
            throw StartError("there is no rollback to accept; start without --accept-rollback")
        }
        // Not before both are open: who is refused gets one line.
        try closeKeys()
        try await recordRollbacks(ledger, visitors)
        ledger.keepMark(of: visitors)
        ledger.writeBookMark()
        for log in [ledger, visitors] where log.lacksSecondPlace { warnOfNoSecondPlace(log) }
        let views = try openViews(ledger, in: settings.viewsDirectory ?? directory + "/views")
        return Stores(ledger: ledger, views: views, visitors: visitors, visitorsViews: visitorsViews)
    }

    // MARK: The logs

    private func openLedger() throws -> Ledger {
        var settings = settings.ledger(directory)
        if create, !Self.holdsLog(directory) { try Ledger.create(settings) }
        settings.makesKeys = false
        return try Ledger.open(settings, clock: clock, acceptsRollback: acceptedRollback != nil) { [logger] error in
            // What is on the disk is not known any more: only a fresh look at it can tell.
            logger.critical("a commit failed, stopping; start again to check the ledger's end", metadata: ["error": "\(error)"])
            exit(70)
        }
    }

    /// The visitors' book. Like the ledger it is made only when asked for: one that is gone is no new one.
    ///
    /// - Parameter mark: how far it was, as the ledger says.
    private func openVisitors(mark: CheckSettings.KeptCheckpoint?) throws -> Ledger {
        var settings = settings.visitors(directory)
        // What cannot be recorded is not shown, so a full disk stops reading, and reading goes on once there is room.
        settings.waitsForRoom = true
        settings.journals = true
        do {
            if !Self.holdsLog(settings.directory) { try beginBook(settings, mark: mark) }
            // A key made now opens nothing that is there.
            settings.makesKeys = false
            return try Ledger.open(settings, clock: clock, mark: mark, acceptsRollback: acceptedRollback != nil) {
                [logger] error in
                logger.critical(
                    "the visitors' book cannot be written: nothing is shown until the daemon is started again",
                    metadata: ["error": "\(error)"])
            }
        } catch let error as LedgerError { throw StartError(error.sentence(of: .visitors)) }
    }

    private func beginBook(_ settings: LedgerSettings, mark: CheckSettings.KeptCheckpoint?) throws {
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

    private static func holdsLog(_ directory: String) -> Bool {
        FileManager.default.fileExists(atPath: directory + "/log/data.mdb")
    }

    // MARK: Rollbacks

    /// Writes into each log that an operator accepted what it lacks.
    private func recordRollbacks(_ ledger: Ledger, _ visitors: Ledger) async throws {
        guard let acceptedRollback else { return }
        if let rollback = ledger.rollback {
            try await RollbackRecord(ledger: ledger, now: clock()).append(rollback, reason: acceptedRollback)
            logger.warning(
                "a rollback was accepted, and recorded as an event",
                metadata: ["reason": "\(acceptedRollback)", "erased before": "\(rollback.erasedLater.count)"])
        }
        if let rollback = visitors.rollback {
            try await RollbackRecord(ledger: visitors, now: clock()).appendToBook(rollback, reason: acceptedRollback)
            logger.warning(
                "a rollback of the visitors' book was accepted, and recorded as an entry",
                metadata: ["reason": "\(acceptedRollback)"])
        }
    }

    private func warnOfNoSecondPlace(_ log: Ledger) {
        logger.warning(
            "no checkpoint was in the second place, so nobody knows whether an older copy was put back; it is kept there from now on. If it was there before, find out what became of it",
            metadata: ["path": "\(log.settings.checkpointFile)", "events": "\(log.head.size)"])
    }

    // MARK: Keys and views

    /// Closes what of the subjects' keys is open to others, and says so: they may have been read.
    private func closeKeys() throws {
        for ledger in [directory, settings.visitors(directory).directory] {
            for open in try OpenKeys.close(in: ledger) {
                logger.warning(
                    "the subjects' keys were open to others, and are closed now; find out who could read them",
                    metadata: ["path": "\(open.path)", "mode": "\(String(open.mode, radix: 8))"])
            }
        }
    }

    private func openViews(_ ledger: Ledger, in directory: String) throws -> Views {
        try FileManager.default.createDirectory(
            atPath: directory, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        return try Views.open(directory: directory, ledger: ledger, boot: try Self.bootID())
    }

    /// What tells this run of the machine from others.
    private static func bootID() throws -> String {
        let bytes = FileManager.default.contents(atPath: "/proc/sys/kernel/random/boot_id") ?? Data("unknown".utf8)
        return String(decoding: bytes, as: UTF8.self).filter { !$0.isWhitespace }
    }
}
