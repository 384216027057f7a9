import Events
import Standards
import Synchronization
import Views

/// Where the events stand that the clauses of a pack look at: found once, and gone on with as the ledger grows.
///
/// Workers and teams have done very much that no clause about them asks for; it need not be read. It is the same whichever of the
/// clauses is asked about: the first of them begins the years of a team and of a service.
final class LookedAt: Sendable {
    private let views: Views
    private let engine: PackEngine
    private let known = Mutex<[Place: Found]>([:])

    private enum Place: Hashable {
        case anywhere(Subject.Kind)
        case heldCases
    }

    private struct Found {
        let types: Set<String>
        var positions = PositionSet()
        /// Up to where was looked.
        var size: UInt64 = 0
    }

    /// Positions read at once.
    private static let page = 10_000

    init(_ views: Views, _ engine: PackEngine) {
        self.views = views
        self.engine = engine
    }

    /// By the clauses about subjects of a kind; there may be some from `size` on among them.
    func positions(_ kind: Subject.Kind, below size: UInt64) throws -> PositionSet {
        try positions(.anywhere(kind), below: size) { $0.types(for: kind) }
    }

    /// By the clauses about a worker, in the cases that the worker holds; there may be some from `size` on among them.
    func inHeldCases(below size: UInt64) throws -> PositionSet { try positions(.heldCases, below: size) { $0.typesOfHeldCases } }

    private func positions(_ place: Place, below size: UInt64, _ types: (PackEngine) -> Set<String>) throws -> PositionSet {
        try known.withLock { known in
            var found = known[place] ?? Found(types: types(engine))
            guard found.size < size else { return found.positions }
            // What is read must be the only copy where it grows.
            known[place] = nil
            for type in found.types { try find(type, below: size, &found) }
            found.size = size
            known[place] = found
            return found.positions
        }
    }

    private func find(_ type: String, below size: UInt64, _ found: inout Found) throws {
        var last = found.size == 0 ? nil : Position(found.size - 1)
        while true {
            let page = try views.positions(type: type, after: last, below: size, limit: Self.page)
            for position in page { found.positions.insert(position) }
            guard page.count == Self.page else { return }
            last = page.last
        }
    }
}

/// What the clauses of each pack look at.
final class LookedAtShelf: Sendable {
    private let packs = Mutex<[String: LookedAt]>([:])

    func lookedAt(by engine: PackEngine, _ views: Views) -> LookedAt {
        packs.withLock { packs in
            let found = packs[engine.pack.id] ?? LookedAt(views, engine)
            packs[engine.pack.id] = found
            return found
        }
    }
}
