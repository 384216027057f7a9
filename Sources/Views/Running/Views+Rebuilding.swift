import Events
import LMDB
import Ledger
import Synchronization

/// Why views were not rebuilt.
public enum RebuildError: Error, Equatable, Sendable {
    case noSuchView(String)
    /// A rebuild is under way; it must end first.
    case underWay
}

extension Views {
    /// Builds views anew from the ledger's first event, beside those that go on answering, and switches when the new
    /// ones have caught up.
    ///
    /// - Parameter names: which views; all of them where empty.
    /// - Returns: how many events were folded.
    public func rebuild(_ names: [String]) async throws -> UInt64 {
        let indexes =
            try names.isEmpty
            ? Index.all
            : names.map { name in
                guard let index = Index.all.first(where: { $0.name == name }) else { throw RebuildError.noSuchView(name) }
                return index
            }
        guard
            state.withLock({ state in
                defer { state.isRebuilding = true }
                return !state.isRebuilding
            })
        else { throw RebuildError.underWay }
        defer { state.withLock { $0.isRebuilding = false } }
        let generations = try startGenerations(of: indexes)
        let reached = try await fill(indexes, generations)
        // What somebody is just folding was perhaps read before an erasure: it goes into the old tables, and away with them.
        return try folding.withLock { _ in try catchUpAndSwitch(indexes, generations, from: reached) }
    }

    /// Empties the tables that do not answer now.
    private func startGenerations(of indexes: [Index]) throws -> [String: Int] {
        try environment.write { transaction in
            let mark = try mark(transaction.reading)
            var generations: [String: Int] = [:]
            for index in indexes {
                let generation = ((mark.generations[index.name] ?? 0) + 1) & 1
                try transaction.clear(table(index, generation: generation))
                generations[index.name] = generation
            }
            return generations
        }
    }

    /// Folds what is there now. The next stretches are read and opened while one is written.
    private func fill(_ indexes: [Index], _ generations: [String: Int]) async throws -> UInt64 {
        let end = position
        let ahead = 3
        return try await withThrowingTaskGroup(of: (UInt64, Folding).self) { group in
            var ready: [UInt64: Folding] = [:]
            var asked: UInt64 = 0
            var written: UInt64 = 0
            func ask() {
                guard asked < end else { return }
                let start = asked
                let count = min(UInt64(Folding.stretch), end - start)
                asked += count
                group.addTask { [ledger] in
                    (start, try Folding(indexes, start..<start + count, in: ledger))
                }
            }
            for _ in 0..<ahead { ask() }
            while written < end {
                guard let folding = ready.removeValue(forKey: written) else {
                    guard let (start, folding) = try await group.next() else { break }
                    ready[start] = folding
                    continue
                }
                try environment.write { transaction in
                    try folding.write(to: { table($0, generation: generations[$0.name] ?? 0) }, &transaction)
                }
                written += min(UInt64(Folding.stretch), end - written)
                ask()
            }
            return written
        }
    }

    /// Folds what came meanwhile and lets the new tables answer, in one transaction.
    private func catchUpAndSwitch(_ indexes: [Index], _ generations: [String: Int], from start: UInt64) throws -> UInt64 {
        try environment.write { transaction in
            var mark = try mark(transaction.reading)
            var reached = start
            while reached < mark.position {
                let stretch = reached..<min(mark.position, reached + UInt64(Folding.stretch))
                let folding = try Folding(indexes, stretch, in: ledger)
                try folding.write(to: { table($0, generation: generations[$0.name] ?? 0) }, &transaction)
                reached = stretch.upperBound
            }
            for index in indexes {
                try transaction.clear(table(index, mark))
                mark.generations[index.name] = generations[index.name]
            }
            try put(mark, vouchingFor: state.withLock(\.restrictions), &transaction)
            return mark.position
        }
    }
}
