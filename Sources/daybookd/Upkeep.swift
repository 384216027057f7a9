import Server
import ServiceLifecycle
import ServiceManager

/// What must be done now and then: reader slots of processes that are gone are freed, views that an erasure could not make
/// anew are made, and systemd hears that all is well.
struct Upkeep: Service {
    let desk: Desk
    let manager: ServiceManager

    private static let usualInterval = Duration.seconds(30)

    func run() async throws {
        try? await cancelWhenGracefulShutdown {
            while true {
                try await Task.sleep(for: min(Self.usualInterval, manager.watchdogInterval ?? Self.usualInterval))
                desk.freeStaleReaders()
                await desk.rebuildWhatWaits()
                if manager.watchdogInterval != nil { manager.notify("WATCHDOG=1") }
            }
        }
    }
}
