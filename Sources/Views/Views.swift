import Events
import LMDB
public import Ledger
import Synchronization
import Transparency
import Waiting

/// The tables that make the ledger quick to ask, and the runner that keeps them in step with it.
///
/// Guarantees: a view's rows and the position they reach are committed together; every view can be thrown away and built
/// anew, beside the old one while that goes on answering; every answer is then the same.
public final class Views: Sendable {
    let environment: Environment
    let ledger: Ledger
    let about: Table
    /// Two tables for each view, by name and generation: one answers, the next rebuild fills the other.
    let tables: [String: [Table]]
    /// Those who wait for the views to catch up.
    let followers = Followers<Never>()
    let state: Mutex<State>
    /// Held by who folds.
    let folding = Mutex(())
    /// Where they are kept.
    public let directory: String
    private let boot: String

    struct State {
        /// Events folded into every view.
        var position: UInt64
        /// The restrictions among them, in a few bytes.
        var restrictions: [UInt8] = []
        /// Whether they were in step with the ledger since they were opened.
        var haveCaughtUp = false
        var isRebuilding = false
    }

    /// Why the next start must make the views anew, and whether the disk says so: one at a time changes both.
    let distrust = Mutex(Distrust())

    struct Distrust {
        /// Whether free pages of the file hold what was erased.
        var isForGood = false
        /// Erasures under way.
        var doubts = 0
    }

    /// Bytes of address space, and so the most the views can grow to.
    static let mapSize = 1 << 39

    private init(
        environment: Environment, ledger: Ledger, about: Table, tables: [String: [Table]], position: UInt64, directory: String,
        boot: String
    ) {
        self.environment = environment
        self.ledger = ledger
        self.about = about
        self.tables = tables
        self.directory = directory
        self.boot = boot
        state = Mutex(State(position: position))
    }

    /// Names of the views, in order.
    public static var names: [String] { Index.all.map(\.name) }

    /// Events folded so far.
    public var position: UInt64 { state.withLock(\.position) }

    /// Opens the views in `directory`, or starts them from nothing where what is there cannot be trusted: the machine
    /// stopped without a clean end, the ledger is another, the code has changed, or rows have been taken away.
    ///
    /// - Parameters:
    ///   - directory: an existing directory of their own.
    ///   - ledger: the ledger they follow.
    ///   - boot: what tells this run of the machine from others.
    public static func open(directory: String, ledger: Ledger, boot: String) throws -> Views {
        if try !ViewFiles.isUntrusted(in: directory, boot: boot), let views = try openIfFitting(directory, ledger, boot) {
            return views
        }
        try ViewFiles.remove(in: directory)
        guard let views = try openIfFitting(directory, ledger, boot) else { preconditionFailure("empty views fit any ledger") }
        return views
    }

    private static func openIfFitting(_ directory: String, _ ledger: Ledger, _ boot: String) throws -> Views? {
        // Not flushed at each commit: what is lost with the machine is built anew.
        let environment = try Environment(
            path: directory, mapSize: mapSize, tables: 2 * Index.all.count + 1, readers: LedgerSettings.readers, options: .noSync)
        try environment.clearStaleReaders()
        var tables: [String: [Table]] = [:]
        let (about, mark) = try environment.write { transaction in
            let about = try transaction.openTable("about")
            for index in Index.all {
                tables[index.name] = [try transaction.openTable("\(index.name)/0"), try transaction.openTable("\(index.name)/1")]
            }
            return (about, Mark(try transaction.reading.bytes(for: Mark.key, in: about) ?? []))
        }
        guard try mark.position == 0 || (mark.versions == versions && ledger.root(at: mark.position)?.array == mark.root) else {
            return nil
        }
        let views = Views(
            environment: environment, ledger: ledger, about: about, tables: tables, position: mark.position, directory: directory,
            boot: boot)
        guard try mark.position == 0 || views.areVouchedFor() else { return nil }
        try ViewFiles.mark(in: directory, boot: boot, clean: false)
        return views
    }

    static var versions: [String: Int] { Dictionary(uniqueKeysWithValues: Index.all.map { ($0.name, $0.version) }) }

    /// Flushes the views and marks them as whole.
    public func close() throws {
        followers.end()
        try environment.sync()
        if distrust.withLock({ $0.isForGood || $0.doubts > 0 }) { return }
        try ViewFiles.mark(in: directory, boot: boot, clean: true)
    }

    /// What became of an erasure.
    public enum Erased: Sendable {
        /// Nothing was erased, for sure.
        case nothing
        /// Something was, or nobody knows.
        case something
    }

    /// Says on disk, before something is erased, that the next start must make the views anew: rows that are removed stay
    /// in free pages of the file until those are used again. Must be followed by ``settleDistrust(_:)``.
    public func beginDistrust() throws {
        try distrust.withLock { distrust in
            try ViewFiles.mark(in: directory, boot: "erased", clean: false)
            distrust.doubts += 1
        }
    }

    /// Takes back what ``beginDistrust()`` said where nothing was erased, then or by another erasure.
    public func settleDistrust(_ erased: Erased) throws {
        try distrust.withLock { distrust in
            distrust.doubts -= 1
            if erased == .something { distrust.isForGood = true }
            guard !distrust.isForGood, distrust.doubts == 0 else { return }
            try ViewFiles.mark(in: directory, boot: boot, clean: false)
        }
    }

    /// Frees reader slots of processes that are gone.
    public func clearStaleReaders() throws { try environment.clearStaleReaders() }

    /// The table that answers for a view, by the mark of the same snapshot.
    func table(_ index: Index, _ mark: Mark) -> Table { table(index, generation: mark.generations[index.name] ?? 0) }

    func table(_ index: Index, generation: Int) -> Table {
        guard let pair = tables[index.name] else { preconditionFailure("every view has its tables") }
        return pair[generation & 1]
    }

    func mark(_ reading: borrowing ReadTransaction) throws -> Mark { Mark(try reading.bytes(for: Mark.key, in: about) ?? []) }
}
