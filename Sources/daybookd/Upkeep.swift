import Ledger
import ServiceLifecycle
import ServiceManager
import Views

/// What must be done now and then: reader slots of processes that are gone are freed, and systemd hears that all is well.
struct Upkeep: Service {
    let ledger: Ledger
    let views: Views
    let manager: ServiceManager

    private static let usualInterval = Duration.seconds(30)

    func run() async throws {
        try? await cancelWhenGracefulShutdown {
            while true {
                try await Task.sleep(for: min(Self.usualInterval, manager.watchdogInterval ?? Self.usualInterval))
                try ledger.clearStaleReaders()
                try views.clearStaleReaders()
                if manager.watchdogInterval != nil { manager.notify("WATCHDOG=1") }
            }
        }
    }
}
