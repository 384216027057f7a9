import Events
import Logging
public import ServiceLifecycle
import Standards

/// Keeps the lists of what is due ready for those who will ask, at a tenth of the time at most, so that posts are not
/// slowed.
public struct DueKeeper: Service {
    private let desk: Desk

    public init(desk: Desk) { self.desk = desk }

    /// How often it looks, and how many times as long as an update took it rests afterwards.
    private static let pause = Duration.seconds(2)
    private static let rest = 9

    public func run() async throws {
        do {
            try await cancelWhenGracefulShutdown {
                while !Task.isCancelled {
                    let began = ContinuousClock.now
                    await update()
                    let took = ContinuousClock.now - began
                    try await Task.sleep(for: max(Self.pause, took * Self.rest))
                }
            }
        } catch is CancellationError {
            // The daemon stops: the lists are made anew when somebody asks again.
        }
    }

    private func update() async {
        for id in await desk.dueBook.packs {
            do {
                _ = try await desk.dueBook.sheet(of: try desk.standards.engine(id), desk)
            } catch {
                desk.logger.error("the due list could not be kept up", metadata: ["pack": "\(id)", "error": "\(error)"])
            }
        }
    }
}
