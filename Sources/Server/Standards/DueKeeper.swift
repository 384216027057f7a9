import Events
import Logging
public import ServiceLifecycle
import Standards

/// Keeps the lists of what is due ready for those who will ask.
public struct DueKeeper: Service {
    private let desk: Desk
    private let packs: [String]

    /// - Parameter packs: the ids of those whose lists are kept from the start. Of one that is not there every round logs an
    ///   error; the settings are refused for it before.
    public init(desk: Desk, packs: [String]) {
        self.desk = desk
        self.packs = packs
    }

    /// How often it looks.
    private static let pause = Duration.seconds(2)

    public func run() async throws {
        await desk.dueBook.keep(packs)
        do {
            try await cancelWhenGracefulShutdown {
                while !Task.isCancelled {
                    try await update()
                    try await Task.sleep(for: Self.pause)
                }
            }
        } catch is CancellationError {
            // The daemon stops: the lists are made anew when somebody asks again.
        }
    }

    private func update() async throws {
        for id in await desk.dueBook.packs.sorted() {
            do {
                try await desk.dueBook.keepUp(try desk.standards.engine(id), desk)
            } catch let error as CancellationError {
                throw error
            } catch {
                desk.logger.error("the due list could not be kept up", metadata: ["pack": "\(id)", "error": "\(error)"])
            }
        }
    }
}
