public import Events
public import Practice

/// Judges subjects against a pack in all its versions: each finding by the version in force on its day.
public struct PackEngine: Sendable {
    /// The newest version.
    public let pack: Pack
    private let versions: [Version]

    private struct Version: Sendable {
        let engine: Engine
        /// The first day it is in force; nil for the oldest, as its clauses say that themselves.
        let from: Day?
        /// The first day on which the next is in force; nil for the newest.
        let until: Day?

        /// Whether a finding of this version is of a day on which it is in force.
        func judges(_ finding: Finding, _ asAt: Day) -> Bool {
            let day = PackEngine.day(of: finding) ?? asAt
            return (from.map { $0 <= day } ?? true) && (until.map { day < $0 } ?? true)
        }
    }

    /// - Parameter id: the pack's.
    /// - Returns: nil where there is no such pack.
    public init?(_ id: String, in library: StandardsLibrary, parameters: Parameters, calendar: WorkingDays) {
        let packs = library.shelf.versions(of: id)
        guard let newest = packs.last else { return nil }
        pack = newest
        versions = packs.indices.map { at in
            Version(
                engine: Engine(
                    for: packs[at].clauses, pack: packs[at], vocabulary: library.vocabulary, parameters: parameters,
                    calendar: calendar),
                from: at == 0 ? nil : packs[at].effectiveFrom,
                until: at + 1 < packs.count ? packs[at + 1].effectiveFrom : nil)
        }
    }

    /// The types of event that clauses about subjects of a kind look at.
    public func types(for kind: Subject.Kind) -> Set<String> {
        versions.reduce(into: []) { $0.formUnion($1.engine.types(for: kind)) }
    }

    /// The types of event, in the cases that a worker holds, that clauses about the worker look at.
    public var typesOfHeldCases: Set<String> {
        versions.reduce(into: []) { $0.formUnion($1.engine.types(for: .worker, ofHeldCases: true)) }
    }

    /// What some of its clauses are about.
    public func kinds(of selection: Engine.Selection) -> Set<Subject.Kind> {
        versions.reduce(into: []) { $0.formUnion($1.engine.clauses.filter(selection.holds).map(\.subject)) }
    }

    /// What the authority has set.
    var parameters: Parameters { versions.last?.engine.parameters ?? Parameters() }

    /// Those of some clauses that this pack has. What sums up others is not among them.
    public func judging(_ clauses: [Clause.ID]) -> Set<Clause.ID> {
        let own = versions.flatMap(\.engine.clauses).filter { clauses.contains($0.id) && !$0.has(.noOpenBreachOf) }
        return Set(own.map(\.id))
    }

    /// The findings of all clauses that can be about such a subject; as `Engine` has them.
    ///
    /// - Throws: `CancellationError` where the task is cancelled; nothing else.
    public func findings(
        of subject: Subject, in record: Record, asAt: Day, now: Instant, only selection: Engine.Selection = .all,
        _ detail: Engine.Detail = .whole, beside breaches: Breaches? = nil
    ) throws -> [Finding] {
        try judged(subject, in: record, asAt: asAt, now: now, only: selection, explaining: nil, detail, beside: breaches).findings
    }

    /// The same, and the findings of one clause each with its steps.
    ///
    /// - Parameters:
    ///   - selection: the clauses that are asked about.
    ///   - clause: the clause to be explained; nil for none.
    ///   - breaches: how what some of the clauses sum up stands in the whole service; nil where that is not known.
    /// - Throws: as ``findings(of:in:asAt:now:only:_:beside:)``.
    public func judged(
        _ subject: Subject, in record: Record, asAt: Day, now: Instant, only selection: Engine.Selection = .all,
        explaining clause: Clause.ID?, _ detail: Engine.Detail = .whole, beside breaches: Breaches? = nil
    ) throws -> (findings: [Finding], explanations: [Explanation]) {
        var findings: [Finding] = []
        var explanations: [Explanation] = []
        for version in versions {
            let judged = try version.engine.judged(
                subject, in: record, asAt: asAt, now: now, only: selection, explaining: clause, detail,
                beside: breaches)
            guard versions.count > 1 else { return judged }
            findings += judged.findings.filter { version.judges($0, asAt) }
            explanations += judged.explanations.filter { version.judges($0.finding, asAt) }
        }
        return (arranged(findings) { $0 }, arranged(explanations, \.finding))
    }

    /// What several versions say, in the order of the newest version's clauses. Where one that applies makes them needless,
    /// those are left out that only say that a clause does not; of several such of a clause one is kept.
    private func arranged<Told>(_ all: [Told], _ finding: (Told) -> Finding) -> [Told] {
        var byClause: [Clause.ID: [Told]] = [:]
        var order: [Clause.ID] = pack.clauses.map(\.id)
        let known = Set(order)
        for one in all {
            let id = finding(one).clause
            if byClause[id] == nil, !known.contains(id) { order.append(id) }
            byClause[id, default: []].append(one)
        }
        return order.flatMap { id -> [Told] in
            let told = byClause[id] ?? []
            let applying = told.filter { !finding($0).onlySaysNo }
            return applying.isEmpty ? Array(told.suffix(1)) : applying
        }
    }

    /// The day that decides which version judges: that of what called for an answer, else that on which it was due, else
    /// the last of the period. Of the turns of an interval each has its own: the day on which it began.
    private static func day(of finding: Finding) -> Day? {
        if finding.rule.clause.shape == .interval, let began = finding.began { return London.day(of: began) }
        if let trigger = finding.trigger { return London.day(of: trigger.time.instant) }
        switch finding.due {
        case .day(let day): return day
        case .instant(let instant): return London.day(of: instant)
        case nil: return finding.period?.through.map { London.day(of: $0) }
        }
    }
}

extension Finding {
    /// Whether it says no more than that the clause does not apply, of nothing that happened.
    fileprivate var onlySaysNo: Bool { status == .notApplicable && trigger == nil && answer == nil }
}
