import Events
import LMDB
import Transparency

/// Recomputes a whole ledger from its events, and compares everything that is stored with it. Changes nothing, and a
/// daemon may be serving the ledger meanwhile.
///
/// A damaged file can crash the process that reads it, so this belongs in a process of its own.
public struct LedgerCheck: Sendable {
    private let settings: CheckSettings
    private let progress: @Sendable (CheckProgress) -> Void

    public init(_ settings: CheckSettings, progress: @escaping @Sendable (CheckProgress) -> Void = { _ in }) {
        self.settings = settings
        self.progress = progress
    }

    /// Checks everything.
    ///
    /// - Throws: `LedgerFault` where something is wrong; `LedgerError` where the settings or key files are.
    public func run() async throws -> CheckReport {
        do { return try await checkAll() } catch let fault as LedgerFault { throw fault.of(settings.log) }
    }

    private func checkAll() async throws -> CheckReport {
        progress(CheckProgress(part: .opening, done: 0, total: 0))
        let log = try open()
        let keys = try openKeys()
        let extent = try readExtent(log)
        let verifier = try settings.resolvedVerifier(extent.origin)
        if let verifier, verifier.open(extent.checkpoint) == nil,
            let ended = extent.retired.last(where: { $0.verifier == verifier })
        {
            // By the ledger's own word, which is not enough to trust another key.
            throw LedgerError.settings(
                "the key given ended at size \(ended.endedAt), as the ledger itself says, and another signs since; give that one, got by a way you trust: checkpoints of before are then checked with the key of their time"
            )
        }
        let signers = SignerHistory(current: verifier, retired: verifier == nil ? [] : extent.retired)
        let kept = try settings.since.map { try KeptElsewhere($0, origin: extent.origin, signers: signers) }
        let (outcomes, doubt) = try await checkEvents(log, keys, extent)
        try checkTimes(outcomes)
        if let fault = extent.faults.first { throw fault }
        if !settings.onlyTree {
            let tail = IndexTailCheck(tables: log.tables, indexed: extent.indexed)
            do { try log.environment.read { try tail.run($0) } } catch let error as LMDBError {
                throw LedgerFault(position: nil, reason: "the indexes cannot be read: \(error)")
            }
        }
        if let doubt { throw doubt }
        let later = try checkErasures(log, keys)
        try checkKeysAge(log, keys, extent)
        let bases = try checkUpperTree(log, outcomes)
        let root = bases[bases.count - 1].root
        let check = CheckpointCheck(log: log, origin: extent.origin, signers: signers)
        let checkpoints = try await checkCheckpoints(check, bases, extent.size)
        guard checkpoints == extent.checkpoints else {
            let reason = "\(checkpoints) checkpoints are found, and \(extent.checkpoints) are counted"
            throw LedgerFault(position: nil, reason: reason)
        }
        for kept in kept {
            try kept.check(size: extent.size) { size in
                try check.root(at: size, from: bases[Int(size / StretchCheck.length)])
            }
        }
        return CheckReport(
            origin: extent.origin, size: extent.size, root: root, checkpoint: extent.checkpoint, checkpoints: checkpoints,
            opened: outcomes.reduce(0) { $0 + $1.opened }, withoutKey: outcomes.reduce(0) { $0 + $1.withoutKey },
            unchecked: unchecked(verifier, erasedLater: later), since: kept.map { ($0.name, $0.checkpoint.size) })
    }

    /// Looks at single events from `start` on, telling each before it is read, to find the one at which reading ends the
    /// process.
    ///
    /// - Throws: `LedgerFault`.
    public func locate(from start: UInt64) throws {
        do { try lookAtEach(from: start) } catch let fault as LedgerFault { throw fault.of(settings.log) }
    }

    private func lookAtEach(from start: UInt64) throws {
        let log = try open()
        let extent = try readExtent(log)
        let size = extent.size
        let keys = try openKeys()
        let check = stretchCheck(log, keys, extent).careful
        // What ends the process before events are read stands in the indexes, and any event may lead there.
        let end = start == 0 ? size : min(size, start + Self.located)
        guard start < end else { return }
        var glance = EventGlance(keys: keys, hash: check.hash)
        _ = try check.run(start..<end, &glance) { progress(CheckProgress(part: .events, done: $0, total: size)) }
    }

    /// Events that workers may be ahead of what they have told, once they have told any.
    private static let located = 64 * StretchCheck.length

    // MARK: Parts

    private func open() throws -> ReadOnlyLog {
        if LogFile.isEmpty(in: settings.directory) { throw LedgerFault(position: 0, reason: LogFile.emptiness) }
        do { return try ReadOnlyLog(directory: settings.directory) } catch let error as LMDBError where error == .absent {
            throw LedgerError.absent(directory: settings.directory)
        } catch let error as LMDBError where error == .denied {
            throw LedgerError.storage("\(settings.directory)/log cannot be opened: \(error)")
        } catch let error as LMDBError {
            throw LedgerFault(position: nil, reason: "the log cannot be opened: \(error)")
        }
    }

    private func openKeys() throws -> KeyReader? {
        guard !settings.onlyTree, let file = settings.masterKeyFile else { return nil }
        do { return try KeyReader(directory: settings.keys, masterFile: file) } catch let error as LMDBError {
            throw LedgerFault(position: nil, reason: "the subjects' keys cannot be opened: \(error)")
        }
    }

    private func readExtent(_ log: ReadOnlyLog) throws -> Extent {
        do { return try Extent(log) } catch let error as LMDBError {
            throw LedgerFault(position: nil, reason: "the tables cannot be read: \(error)")
        }
    }

    /// Checks every event, and that the indexes lead to each and to no other.
    ///
    /// - Returns: what the stretches say, and what is wrong if looking event by event did not find it.
    private func checkEvents(
        _ log: ReadOnlyLog, _ keys: KeyReader?, _ extent: Extent
    ) async throws -> (outcomes: [StretchCheck.Outcome], doubt: LedgerFault?) {
        let check = stretchCheck(log, keys, extent)
        if settings.onlyTree { return (try await run(check, keys, extent.size), nil) }
        let doubt: LedgerFault
        do {
            let scan = IndexScan(log: log, indexed: extent.indexed, hash: check.hash)
            let indexes = try await run(scan, extent.size)
            let outcomes = try await run(check, keys, extent.size)
            if indexes.lead(to: outcomes.reduce(IndexSums()) { $0 + $1.rows }) { return (outcomes, nil) }
            doubt = LedgerFault(position: nil, reason: "the indexes do not lead to every event once, and to nothing else")
        } catch let fault as LedgerFault { doubt = fault }
        // Something is wrong, and something else may be wrong before it.
        return (try await run(check.careful, keys, extent.size), doubt)
    }

    private func run(_ scan: IndexScan, _ size: UInt64) async throws -> ScannedIndexes {
        let told = progress
        told(CheckProgress(part: .indexes, done: 0, total: size))
        let pieces = try await CheckQueue(count: IndexScan.pieces).run(workers: settings.workers) { done in
            told(CheckProgress(part: .indexes, done: size / UInt64(IndexScan.pieces) * UInt64(done), total: size))
        } work: { piece in
            try scan.run(piece)
        }
        return pieces.reduce(into: ScannedIndexes()) {
            $0.ids = $0.ids + $1.ids
            $0.subjects = $0.subjects + $1.subjects
        }
    }

    private func run(_ check: StretchCheck, _ keys: KeyReader?, _ size: UInt64) async throws -> [StretchCheck.Outcome] {
        let length = StretchCheck.length
        // A damaged last key must not make this list long: what is missing shows in the first stretches.
        let count = Int(min((size + length - 1) / length, Self.stretchLimit))
        let told = progress
        told(CheckProgress(part: .events, done: 0, total: size))
        return try await CheckQueue(count: count).run(workers: settings.workers) { done in
            told(CheckProgress(part: .events, done: min(UInt64(done) * length, size), total: size))
        } keeping: {
            EventGlance(keys: keys, hash: check.hash)
        } work: { index, glance in
            let start = UInt64(index) * length
            return try check.run(start..<min(start + length, size), &glance)
        }
    }

    /// Stretches of a ledger at most: 2^36 events.
    private static let stretchLimit: UInt64 = 1 << 24

    private func stretchCheck(_ log: ReadOnlyLog, _ keys: KeyReader?, _ extent: Extent) -> StretchCheck {
        StretchCheck(
            log: log, keys: keys, onlyTree: settings.onlyTree,
            indexed: extent.indexed, hash: RowHash())
    }

    private func checkTimes(_ outcomes: [StretchCheck.Outcome]) throws {
        for (index, pair) in zip(outcomes, outcomes.dropFirst()).enumerated() {
            guard let last = pair.0.last, let first = pair.1.first else { continue }
            if first < last { throw TimeOrder.fault(UInt64(index + 1) * StretchCheck.length) }
        }
    }

    /// Checks the tree's hashes above the stretches.
    ///
    /// - Returns: the tree at the start of each stretch, and last the whole.
    private func checkUpperTree(_ log: ReadOnlyLog, _ outcomes: [StretchCheck.Outcome]) throws -> [Frontier] {
        progress(CheckProgress(part: .tree, done: 0, total: UInt64(outcomes.count)))
        var upper = Frontier()
        var bases = [Frontier()]
        var kept: [Int: KeptHashes] = [:]
        try log.environment.read { reading in
            for outcome in outcomes where outcome.tree.size == StretchCheck.length {
                var completed: [(level: Int, index: UInt64, hash: TreeHash)] = []
                upper.append(outcome.tree.root) { level, index, hash in
                    let level = level + StretchCheck.level
                    if level.isMultiple(of: TreeReader.levelStep) { completed.append((level, index, hash)) }
                }
                for (level, index, hash) in completed {
                    guard try kept[level, default: KeptHashes(level: level, table: log.tables.tree)].has(hash, at: index, reading)
                    else {
                        throw LedgerFault(
                            position: index << UInt64(level), reason: "the tree's hash at level \(level), index \(index) is wrong"
                        )
                    }
                }
                if let base = Frontier(size: upper.size * StretchCheck.length, roots: upper.roots) { bases.append(base) }
            }
        }
        if let last = outcomes.last, last.tree.size < StretchCheck.length,
            let whole = Frontier(size: upper.size * StretchCheck.length + last.tree.size, roots: upper.roots + last.tree.roots)
        {
            bases.append(whole)
        }
        return bases
    }

    private func checkCheckpoints(_ check: CheckpointCheck, _ bases: [Frontier], _ size: UInt64) async throws -> UInt64 {
        let length = StretchCheck.length
        let told = progress
        told(CheckProgress(part: .checkpoints, done: 0, total: size))
        let count = Int((size + length - 1) / length)
        let counts = try await CheckQueue<UInt64>(count: max(1, count)).run(workers: settings.workers) { done in
            told(CheckProgress(part: .checkpoints, done: min(UInt64(done) * length, size), total: size))
        } work: { index in
            let start = UInt64(index) * length
            return try check.run((index == 0 ? 0 : start + 1)...min(start + length, size), from: bases[index])
        }
        return counts.reduce(0, +)
    }

    /// Checks that an event vouches for every erasure.
    ///
    /// - Returns: those whose event would stand beyond the log's end.
    private func checkErasures(_ log: ReadOnlyLog, _ keys: KeyReader?) throws -> [Subject: Position] {
        // The keys first: the event is on disk before its tombstone is.
        guard let erased = try keys?.settledErasures(), !erased.isEmpty else { return [:] }
        do {
            return try log.environment.read { reading in
                let size = try UInt64(reading.count(of: log.tables.events))
                return try TombstoneCheck(tables: log.tables).run(erased, size: size, reading)
            }
        } catch LedgerError.damaged(let position, let reason) { throw LedgerFault(position: position, reason: reason) }
    }

    /// Checks that the keys know of every erasure that the log tells.
    private func checkKeysAge(_ log: ReadOnlyLog, _ keys: KeyReader?, _ extent: Extent) throws {
        guard let keys else { return }
        // The keys now, the log as it was before: an erasure is announced in the keys before the log tells it.
        let known = try keys.erasures()
        let unknown = try log.environment.read {
            try TombstoneCheck(tables: log.tables).unknown(size: extent.size, indexed: extent.indexed, $0) { known.contains($0) }
        }
        if let unknown { throw LedgerFault(position: unknown.position.rawValue, reason: unknown.description) }
    }

    private func unchecked(_ verifier: NoteVerifier?, erasedLater: [Subject: Position]) -> [String] {
        var sentences: [String] = []
        if !erasedLater.isEmpty {
            sentences.append(
                "The log is older than its keys: \(TombstoneCheck.words(erasedLater)) had been erased by events after its end, so no event here vouches for that. The daemon wants --accept-rollback at its next start, says so in the ledger, and shows all of it as erased."
            )
        }
        if settings.onlyTree {
            sentences.append("Indexes, times and sealed data were not checked: only the tree was asked for.")
        } else if settings.masterKeyFile == nil {
            sentences.append("Sealed data was not opened: no master key was given.")
        }
        if verifier == nil { sentences.append("Signatures were not checked: no key was given.") }
        return sentences
    }
}
