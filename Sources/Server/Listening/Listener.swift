import Glibc
import Logging
import NIOCore
import NIOExtras
import NIOPosix
import ServiceLifecycle

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// Where to listen.
public enum ListeningSocket: Sendable, Equatable {
    /// A path; the file is made with mode 0660, and a stale one removed.
    case path(String)
    /// A descriptor that listens already.
    case descriptor(Int32)
}

/// Why the socket cannot be listened on, and what to do.
struct ListeningError: Error, CustomStringConvertible {
    let description: String
}

/// Serves HTTP on a Unix socket, its own or one that systemd opened, until it is told to stop: then it takes no new
/// connection, finishes the requests under way, and closes.
struct Listener: Service {
    let socket: ListeningSocket
    let channel: ConnectionChannel
    let logger: Logger
    /// Called once connections are taken.
    let ready: @Sendable () async -> Void

    /// Connections that the kernel lets wait.
    private static let backlog: Int32 = 512
    /// How long requests under way may take to end once the daemon stops.
    private static let grace = Duration.seconds(5)
    /// How long a process that serves there already may take to let itself be connected to.
    private static let answer = TimeAmount.seconds(1)

    func run() async throws {
        let quiescing = ServerQuiescingHelper(group: MultiThreadedEventLoopGroup.singleton)
        let listener = try await bind(quiescing)
        let file: File? = if case .path(let path) = socket { Self.file(path) } else { nil }
        await ready()
        try await withGracefulShutdownHandler {
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask { try await serve(listener) }
                group.addTask {
                    try await gracefulShutdown()
                    try await Task.sleep(for: Self.grace)
                }
                try await group.next()
                // Whoever is not done by now is cut off; what was not answered is posted again.
                group.cancelAll()
            }
        } onGracefulShutdown: {
            quiescing.initiateShutdown(promise: nil)
        }
        if case .path(let path) = socket, Self.file(path) == file { try? FileManager.default.removeItem(atPath: path) }
    }

    /// A file, told from another that was made at its path later.
    private struct File: Equatable {
        let number: UInt64?
        let made: Date?
    }

    /// Which file stands at a path; nil where there is none.
    private static func file(_ path: String) -> File? {
        guard let found = try? FileManager.default.attributesOfItem(atPath: path) else { return nil }
        return File(number: found[.systemFileNumber] as? UInt64, made: found[.modificationDate] as? Date)
    }

    /// Throws where another process serves on a path: who takes its place there would be sent what is meant for the other.
    private static func refuseTaken(_ path: String) async throws {
        let bootstrap = ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton).connectTimeout(answer)
        guard let other = try? await bootstrap.connect(unixDomainSocketPath: path).get() else { return }
        try? await other.close()
        throw ListeningError(
            description: "another process serves on \(path); stop it first, or choose another --socket for this ledger")
    }

    private func serve(_ listener: NIOAsyncChannel<ConnectionChannel.Connection?, Never>) async throws {
        try await withThrowingDiscardingTaskGroup { group in
            try await listener.executeThenClose { connections in
                for try await connection in connections {
                    guard let connection else { continue }
                    group.addTask(executorPreference: LoopExecutor(connection.loop)) {
                        await channel.handle(connection, logger: logger)
                    }
                }
            }
        }
    }

    private func bind(_ quiescing: ServerQuiescingHelper) async throws -> NIOAsyncChannel<ConnectionChannel.Connection?, Never> {
        let bootstrap = ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .serverChannelOption(.backlog, value: Self.backlog)
            .serverChannelInitializer { server in
                server.eventLoop.makeCompletedFuture {
                    try server.pipeline.syncOperations.addHandler(quiescing.makeServerChannelHandler(channel: server))
                }
            }
        switch socket {
        case .descriptor(let descriptor):
            return try await bootstrap.bind(descriptor) { [channel, logger] in channel.setup(channel: $0, logger: logger) }
        case .path(let path):
            try await Self.refuseTaken(path)
            // The file must never stand open to others, not even for a moment.
            let mask = umask(0o117)
            defer { umask(mask) }
            do {
                return try await bootstrap.bind(unixDomainSocketPath: path, cleanupExistingSocketFile: true) {
                    [channel, logger] in
                    channel.setup(channel: $0, logger: logger)
                }
            } catch {
                throw ListeningError(
                    description:
                        "cannot listen on \(path): make its directory and let this user write there, or choose another --socket (\(error))"
                )
            }
        }
    }
}
