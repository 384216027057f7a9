public import Events

/// How the clauses that another clause sums up (`no_open_breach_of`) stand in a whole service: gathered from the findings on
/// every subject, as no single record shows it.
public struct Breaches: Equatable, Sendable {
    /// The clauses that are summed up, in the order in which the authority names them.
    public let clauses: [Clause.ID]
    /// How many breaches of each are open: missed, and by nobody made good, in what is still open itself.
    public private(set) var open: [Clause.ID: Int] = [:]
    /// Those of which it cannot be told for some subject whether they were kept, or that no pack has.
    public private(set) var untold: Set<Clause.ID> = []
    /// Whether there are records that whoever asks may not see.
    public var isPartial = false

    /// - Parameter judged: the clauses that can be judged, as some pack has them.
    public init(of clauses: [Clause.ID], judging judged: Set<Clause.ID>) {
        self.clauses = clauses
        untold = Set(clauses).subtracting(judged)
    }

    /// Takes in the findings on one subject.
    ///
    /// - Parameter isOpen: whether it is still open: what was missed in a case that is closed is no open breach.
    public mutating func take(_ findings: [Finding], isOpen: Bool) {
        guard isOpen else { return }
        for finding in findings where clauses.contains(finding.clause) {
            switch finding.status {
            case .missed: if !finding.isAdvisory { open[finding.clause, default: 0] += 1 }
            case .answered: if finding.answer?.isMet == false { open[finding.clause, default: 0] += 1 }
            // What only a person can decide, and nobody has, is not known.
            case .cannotTell, .notConfigured, .unanswered, .evidenceFound, .noEvidence: untold.insert(finding.clause)
            case .met, .late, .due, .notApplicable: continue
            }
        }
    }

    public mutating func merge(_ other: Breaches) {
        open.merge(other.open, uniquingKeysWith: +)
        untold.formUnion(other.untold)
        isPartial = isPartial || other.isPartial
    }

    /// What of it is about some of the clauses.
    func limited(to some: [Clause.ID]) -> Breaches {
        var limited = Breaches(of: some, judging: Set(some))
        limited.open = open.filter { some.contains($0.key) }
        limited.untold = untold.union(Set(some).subtracting(clauses)).intersection(some)
        limited.isPartial = isPartial
        return limited
    }

    /// How many breaches are open in all.
    public var total: Int { open.values.reduce(0, +) }

    /// Whether the clause that sums them up was kept, and why that cannot be told.
    var verdict: (status: Finding.Status, doubts: [Doubt]) {
        if total > 0 { return (.noEvidence, []) }
        if !untold.isEmpty { return (.cannotTell, clauses.filter(untold.contains).map { .clause($0) }) }
        return isPartial ? (.cannotTell, [.withheld]) : (.evidenceFound, [])
    }
}

extension Clause {
    /// The parameters that name the clauses this one sums up; none where it sums up none.
    var summingParameters: [String] {
        arguments(of: .noOpenBreachOf).map { $0 == "guidance_rules" ? "rules.guidance" : "rules.statutory" }
    }
}

extension PackEngine {
    /// The clauses that some of this pack sum up by what is set on a day, each once.
    ///
    /// - Parameters:
    ///   - kind: what those that sum up are about; nil for whatever.
    ///   - selection: those that are asked about.
    public func summedUp(by kind: Subject.Kind? = nil, on day: Day, _ selection: Engine.Selection) -> [Clause.ID] {
        var found: [Clause.ID] = []
        for clause in pack.clauses where kind.map({ clause.subject == $0 }) ?? true && selection.holds(clause) {
            for name in clause.summingParameters {
                guard case .words(let ids)? = parameters.value(name, on: day) else { continue }
                for id in ids where !found.contains(id) { found.append(id) }
            }
        }
        return found
    }
}
