public import Access
import Synchronization
import Waiting

/// The policy in force. It can be replaced while requests are answered: each asks it once, and streams ask it again.
public final class PolicyKeeper: Sendable {
    private let state: Mutex<State>
    private let followers = Followers<Never>()

    private struct State {
        var policy: Policy
        var generation: UInt64 = 1
    }

    public init(_ policy: Policy) { state = Mutex(State(policy: policy)) }

    /// The policy, and which of those there have been.
    var current: (policy: Policy, generation: UInt64) { state.withLock { ($0.policy, $0.generation) } }

    /// The policy.
    public var policy: Policy { current.policy }

    /// Puts another policy in force.
    public func replace(with policy: Policy) {
        let generation = state.withLock { state in
            state.policy = policy
            state.generation += 1
            return state.generation
        }
        followers.tell(generation)
    }

    /// Waits until the policy is another than that of `generation`.
    func changed(after generation: UInt64) async throws {
        _ = try await followers.size(beyond: generation) { [self] in current.generation }
    }
}
