import Access
import Glibc
import Logging
import Server
import ServiceLifecycle
import UnixSignals

/// The policy in force, and the file that it is read from; without a file one user may do everything.
struct PolicyInForce {
    let keeper: PolicyKeeper
    private let file: PolicyFile?
    private let logger: Logger

    /// - Throws: `StartError` where the file is wrong.
    init(_ path: String?, _ logger: Logger) throws {
        file = path.map { PolicyFile(path: $0) }
        keeper = PolicyKeeper(try file?.read() ?? .only(getuid()))
        self.logger = logger
    }

    /// Reads the file anew. One that is wrong changes nothing: the policy in force stays.
    func reload() {
        guard let file else {
            logger.notice("asked to read the policy anew, but no policy_file is set: nothing has changed")
            return
        }
        do {
            keeper.replace(with: try file.read())
            logger.notice("the policy was read anew and is in force", metadata: ["file": "\(file.path)"])
            tellIdle()
        } catch {
            logger.warning("the policy was not changed, the one before stays in force", metadata: ["why": "\(error)"])
        }
    }

    /// Says what of it can never apply.
    func tellIdle() {
        guard let file else { return }
        for entry in keeper.policy.idle {
            logger.warning("something in the policy can never apply", metadata: ["file": "\(file.path)", "what": "\(entry)"])
        }
    }
}

/// Reads the policy anew at SIGHUP.
struct PolicyReload: Service {
    let policy: PolicyInForce

    func run() async throws {
        for await _ in await UnixSignalsSequence(trapping: .sighup).cancelOnGracefulShutdown() { policy.reload() }
    }
}
