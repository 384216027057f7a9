import Events
import Ledger
import Practice
import Synchronization
import Wire

/// A sheet in the making. Whoever stands on it already is not judged again where the work was broken off, so that a list comes about
/// in the end though nobody who asks waits for all of it.
final class DueDraft: Sendable {
    let basis: Basis
    let day: Day
    private let judged = Mutex<[Subject: DueSubject?]>([:])

    init(_ basis: Basis, _ day: Day) {
        self.basis = basis
        self.day = day
    }

    func take(_ due: DueSubject?, of subject: Subject) { judged.withLock { $0[subject] = .some(due) } }

    /// Those of some who do not stand on it yet.
    func missing(of subjects: [Subject]) -> [Subject] { judged.withLock { judged in subjects.filter { judged[$0] == nil } } }

    /// Of whom something is due.
    var dues: [DueSubject] { judged.withLock { $0.values.compactMap(\.self) } }
}
