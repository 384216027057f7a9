import Events
import Standards
import Synchronization
import Views

/// Where the events stand that the clauses of a pack look at, below a size: found once, however many subjects are judged by them.
///
/// Workers and teams have done very much that no clause about them asks for; it need not be read. It is the same whichever of the
/// clauses is asked about: the first of them begins the years of a team and of a service.
final class LookedAt: Sendable {
    private let views: Views
    private let engine: PackEngine
    private let size: UInt64
    private let known = Mutex<[Place: Set<Position>]>([:])

    private enum Place: Hashable {
        case anywhere(Subject.Kind)
        case heldCases
    }

    init(_ views: Views, _ engine: PackEngine, below size: UInt64) {
        self.views = views
        self.engine = engine
        self.size = size
    }

    /// By the clauses about subjects of a kind.
    func positions(_ kind: Subject.Kind) throws -> Set<Position> {
        try positions(.anywhere(kind), engine.types(for: kind))
    }

    /// By the clauses about a worker, in the cases that the worker holds.
    func inHeldCases() throws -> Set<Position> { try positions(.heldCases, engine.typesOfHeldCases) }

    private func positions(_ place: Place, _ types: Set<String>) throws -> Set<Position> {
        if let found = known.withLock({ $0[place] }) { return found }
        var found: Set<Position> = []
        for type in types { found.formUnion(try views.positions(type: type, after: nil, below: size, limit: .max)) }
        known.withLock { $0[place] = found }
        return found
    }
}
