public import Events

/// Why a ledger cannot be opened or read.
public enum LedgerError: Error, Equatable, Sendable {
    /// There is no ledger in this directory.
    case absent(directory: String)
    /// There is a ledger in this directory already.
    case exists(directory: String)
    /// Where something new is to be made there is something already.
    case occupied(directory: String)
    /// Another process makes a ledger that is to be in this directory.
    case beingMade(directory: String)
    /// Another process holds this directory.
    case held(directory: String)
    /// A key file is missing, unreadable, open to others, or not a key.
    case key(file: String, reason: String)
    /// What is stored is not what this ledger writes; the first bad position, where one can be named.
    case damaged(position: UInt64?, reason: String)
    /// The ledger is not the one that the settings describe.
    case settings(String)
    /// The ledger does not extend the checkpoint kept in the second place.
    case rollback(Rollback)
    /// Its subjects' keys are from before an erasure that its log tells.
    case olderKeys(OlderKeys)
    /// The storage failed.
    case storage(String)
}

extension LedgerError: CustomStringConvertible {
    public var description: String { sentence(of: .ledger) }

    /// What is wrong, and what to do.
    ///
    /// - Parameter log: which log could not be opened or read.
    public func sentence(of log: WhichLog) -> String {
        switch self {
        case .absent(let directory): "there is no \(log.words) in \(directory); start once with --create to make one"
        case .exists(let directory): "there is a \(log.words) in \(directory) already"
        case .occupied(let directory): "\(directory) holds other files; choose an empty directory"
        case .beingMade(let directory):
            "another process is making a \(log.words) in \(directory); wait until it has ended, and look whether it is there"
        case .held(let directory): "another daybookd holds \(directory); stop it first, or use its socket"
        case .key(let file, let reason): "the key file \(file) \(reason)"
        case .damaged(let position?, let reason):
            "the \(log.words) is damaged at position \(position): \(reason); restore a backup and keep this copy"
        case .damaged(nil, let reason): "the \(log.words) is damaged: \(reason); restore a backup and keep this copy"
        case .settings(let reason): reason
        case .rollback(let rollback): rollback.sentence(of: log)
        case .olderKeys(let keys): keys.description
        case .storage(let reason): "the \(log.words)'s storage failed: \(reason)"
        }
    }
}

/// Why events were not appended. Nothing of the submission has been kept, but where a case says that this is not known.
public enum AppendError: Error, Equatable, Sendable {
    /// The subject is at another version than the poster expected.
    case versionConflict(expected: UInt64, actual: UInt64)
    /// Source and id of some events name others in the ledger, with other content: the first of these events, in order; at
    /// least one, and ``mostReuses`` at most.
    case idReused([Reuse])
    /// The event at `index` has the source and id of the one at `earlier`, and other content.
    case idTwice(index: Int, earlier: Int)
    /// The event at `index` is longer than `limit` bytes.
    case tooLarge(index: Int, limit: Int)
    /// An expected version was given for events of several subjects.
    case severalSubjects
    /// The subjects of these events have been erased, and nothing more is kept about them: all such events, in order, at least one.
    case erased([Erased])
    /// The event at `index` was sealed under a key that is not its subject's; to be prepared anew.
    case strayKey(index: Int, subject: Subject)
    /// Since it was looked whether a subject may be erased something came that may say otherwise; to be looked at anew.
    case overtaken
    /// Too much is waiting already; nothing was tried.
    case overloaded
    /// The ledger takes nothing more; whether the events were kept is not known where a commit failed.
    case stopping
    /// The map has no room for it.
    case full
    /// The storage has no room for it, and the ledger was opened to wait until it has: why.
    case noRoom(String)
}

extension AppendError {
    /// An event that says something else than the one in the ledger that bears its source and id.
    public struct Reuse: Equatable, Sendable {
        /// Its place in the submission, from 0.
        public let index: Int
        /// Where the other one stands.
        public let position: Position

        public init(index: Int, position: Position) {
            self.index = index
            self.position = position
        }
    }

    /// An event whose subject has been erased.
    public struct Erased: Equatable, Sendable {
        /// Its place in the submission, from 0.
        public let index: Int
        public let subject: Subject

        public init(index: Int, subject: Subject) {
            self.index = index
            self.subject = subject
        }
    }

    /// How many events with reused names are told of one submission.
    public static let mostReuses = 100
}
