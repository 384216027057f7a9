import NIOPosix
import Posix

/// Has a witness elsewhere asked by a process of its own: what speaks TLS with the world holds no key of the ledger.
struct WitnessProcess {
    /// The program that is started; it must make the call that its arguments name.
    private let program: String

    /// Bytes that are read of what the process says: an answer, each byte of it escaped.
    private static let limit = 6 * WitnessExchange.answerLimit + 4096

    /// - Parameter program: this very program, where nothing else is given.
    init(program: String = "/proc/self/exe") { self.program = program }

    /// Makes the call and waits for what came of it. Who stops waiting ends the process.
    func run(_ call: WitnessCall) async throws -> WitnessReply {
        let child: ChildProcess
        do { child = try ChildProcess(program: program, arguments: [WitnessCall.word, call.argument]) } catch {
            return .failure("a second process cannot be started: \(error)")
        }
        let thread = NIOThreadPool(numberOfThreads: 1)
        thread.start()
        let said: Result<[UInt8], any Error>
        do {
            said = .success(
                try await withTaskCancellationHandler {
                    try await thread.runIfActive { try Self.read(child) }
                } onCancel: {
                    child.terminate()
                })
        } catch { said = .failure(error) }
        // Whatever it still does: its answer is here, or none is wanted.
        child.terminate()
        try await thread.shutdownGracefully()
        try Task.checkCancellation()
        let bytes = try said.get()
        guard bytes.count <= Self.limit, let reply = WitnessReply(json: bytes) else {
            return .failure("the process that asks it ended without an answer")
        }
        return reply
    }

    private static func read(_ child: ChildProcess) throws -> [UInt8] {
        var said: [UInt8] = []
        while said.count <= limit {
            let more = try child.read()
            if more.isEmpty { break }
            said += more
        }
        return said
    }
}
