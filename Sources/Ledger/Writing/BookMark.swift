import LMDB
import Synchronization

/// How far the visitors' book had come, as the ledger of practice keeps it: the book's last checkpoint, in the table `about`. A book
/// that was put back as a whole, its own checkpoint with it, is behind it.
///
/// The book is on the disk before it says how far it is, so the mark is never ahead of it.
final class BookMark: Sendable {
    private let state = Mutex(State())

    private struct State {
        var book: Ledger?
        var kept: String?
    }

    /// Takes this book's checkpoints from now on.
    func follow(_ book: Ledger) { state.withLock { $0.book = book } }

    /// Waits until the book's log has what its journal holds, so that the next mark says so.
    func settle() async {
        guard let book = state.withLock(\.book), !book.isSettled else { return }
        await book.settle()
    }

    /// The checkpoint to be written with the next commit; nil where the one that is there will do.
    var due: String? {
        state.withLock { state in
            guard let checkpoint = state.book?.log.head.checkpoint, checkpoint != state.kept else { return nil }
            return checkpoint
        }
    }

    static func write(_ checkpoint: String, to tables: LogTables, _ transaction: inout WriteTransaction) throws {
        try transaction.put(Array(checkpoint.utf8), for: About.visitors, in: tables.about)
    }

    /// Takes note that a checkpoint that was due is on the disk.
    func committed(_ checkpoint: String) { state.withLock { $0.kept = checkpoint } }

    /// The mark in the log of the ledger in `directory`; nil where there is none.
    static func read(
        in tables: LogTables, _ reading: borrowing ReadTransaction, of directory: String
    ) throws -> CheckSettings.KeptCheckpoint? {
        try reading.bytes(for: About.visitors, in: tables.about).map {
            .init(name: directory + "/log", note: String(decoding: $0, as: UTF8.self))
        }
    }
}

extension Ledger {
    /// The checkpoint of its visitors' book that this ledger's log keeps; nil where it keeps none.
    public func bookMark() throws -> CheckSettings.KeptCheckpoint? {
        try log.environment.read { try BookMark.read(in: log.tables, $0, of: settings.directory) }
    }

    /// The same of a ledger whose files are looked at only.
    public static func bookMark(in directory: String) throws -> CheckSettings.KeptCheckpoint? {
        let log = try ReadOnlyLog(directory: directory)
        return try log.environment.read { try BookMark.read(in: log.tables, $0, of: directory) }
    }
}
