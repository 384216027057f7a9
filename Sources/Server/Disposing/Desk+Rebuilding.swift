import Logging
import Synchronization
import Views

/// Whether views must be made anew, as they still hold rows of a case that was disposed of.
final class WaitingRebuild: Sendable {
    private let state = Mutex(false)

    var isWaiting: Bool { state.withLock { $0 } }

    func set(_ isWaiting: Bool) { state.withLock { $0 = isWaiting } }
}

extension Desk {
    /// Makes the views anew after a case's key was destroyed: they hold a decision's kind and which events name which, and
    /// from an erased case they get neither.
    ///
    /// - Returns: false where it failed; then it is tried again with the upkeep, and at the next start.
    func rebuildAfterErasure() async -> Bool {
        waitingRebuild.set(true)
        do {
            while true {
                do {
                    _ = try await views.rebuild([])
                    waitingRebuild.set(false)
                    return true
                } catch RebuildError.underWay {
                    try await Task.sleep(for: .milliseconds(100))
                }
            }
        } catch {
            logger.warning(
                "the views could not be made anew after a disposal, which is tried again; until then they hold kinds and references of what was disposed of",
                metadata: ["error": "\(error)"])
            return false
        }
    }

    /// Makes the views anew where that failed after a disposal.
    public func rebuildWhatWaits() async {
        if waitingRebuild.isWaiting { _ = await rebuildAfterErasure() }
    }
}
