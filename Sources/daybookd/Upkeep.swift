import Ledger
import Posix
import Server
import ServiceLifecycle
import ServiceManager

/// What must be done now and then: reader slots of processes that are gone are freed, views that an erasure could not make
/// anew are made, the ledger notes how far the visitors' book is, unused memory is given back, and systemd hears that all is
/// well.
struct Upkeep: Service {
    let desk: Desk
    let ledger: Ledger
    let manager: ServiceManager

    private static let usualInterval = Duration.seconds(30)

    func run() async throws {
        try? await cancelWhenGracefulShutdown {
            // Side by side: to make the views of a large ledger anew takes longer than a manager waits to hear of a daemon.
            async let pings: Void = ping()
            try await keepUp()
            try await pings
        }
    }

    private func keepUp() async throws {
        while true {
            try await Task.sleep(for: min(Self.usualInterval, manager.watchdogInterval ?? Self.usualInterval))
            desk.freeStaleReaders()
            ledger.writeBookMark()
            await desk.rebuildWhatWaits()
            Memory.giveBackUnused()
        }
    }

    private func ping() async throws {
        guard let interval = manager.watchdogInterval else { return }
        while true {
            try await Task.sleep(for: interval)
            manager.notify("WATCHDOG=1")
        }
    }
}
