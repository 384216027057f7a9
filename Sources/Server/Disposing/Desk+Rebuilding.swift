import Logging
import Synchronization
import Views

/// Whether views must be made anew, as they still hold rows of a case that was disposed of.
final class WaitingRebuild: Sendable {
    private let state = Mutex(false)

    func set() { state.withLock { $0 = true } }

    /// Whether they must, and who asks sees to it.
    func take() -> Bool {
        state.withLock { isWaiting in
            defer { isWaiting = false }
            return isWaiting
        }
    }
}

extension Desk {
    /// Makes the views anew after a case's key was destroyed: they hold a decision's kind and which events name which, and
    /// from an erased case they get neither.
    ///
    /// - Returns: false where it failed; then it is tried again with the upkeep, and at the next start.
    func rebuildAfterErasure() async -> Bool {
        do {
            while true {
                do {
                    _ = try await views.rebuild([])
                    return true
                } catch RebuildError.underWay {
                    try await Task.sleep(for: .milliseconds(100))
                }
            }
        } catch {
            // Only now: who keeps things up would make them anew once more beside this.
            waitingRebuild.set()
            logger.warning(
                "the views could not be made anew after a disposal, which is tried again; until then they hold kinds and references of what was disposed of",
                metadata: ["error": "\(error)"])
            return false
        }
    }

    /// Makes the views anew where that failed after a disposal.
    public func rebuildWhatWaits() async {
        if waitingRebuild.take() { _ = await rebuildAfterErasure() }
    }
}
