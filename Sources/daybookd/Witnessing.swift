import ServiceLifecycle
import Witnesses

/// Has the ledger's checkpoints signed by witnesses, round after round.
struct Witnessing: Service {
    let rounds: WitnessRounds
    let interval: Duration

    func run() async throws {
        try? await cancelWhenGracefulShutdown {
            while true {
                await rounds.run()
                try await Task.sleep(for: interval)
            }
        }
    }
}
