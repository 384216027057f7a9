public import Events

/// The versions of packs that there are, side by side. A finding uses the one in force on its day.
public struct PackShelf: Sendable {
    /// Versions of each pack by its id, in order of their days.
    private var versions: [String: [Pack]] = [:]

    public init(_ packs: [Pack] = []) {
        for pack in packs { versions[pack.id, default: []].append(pack) }
        for id in versions.keys { versions[id]?.sort { $0.effectiveFrom < $1.effectiveFrom } }
    }

    /// The ids of the packs, sorted.
    public var ids: [String] { versions.keys.sorted() }

    /// The versions of a pack, the oldest first.
    public func versions(of id: String) -> [Pack] { versions[id] ?? [] }

    /// The version of a pack in force on a day; nil before the first.
    public func pack(_ id: String, on day: Day) -> Pack? { versions[id]?.last { $0.effectiveFrom <= day } }

    /// The clause as it stood on a day; nil where it was not yet, or no longer, in force.
    ///
    /// A version takes the place of the one before from its day on. A clause of it that begins later stands as the version
    /// before had it until then; a clause it does not have any more has ended.
    public func clause(_ id: Clause.ID, of pack: String, on day: Day) -> Clause? {
        for version in (versions[pack] ?? []).reversed() where version.effectiveFrom <= day {
            guard let clause = version.clauses.first(where: { $0.id == id }) else { return nil }
            if clause.effectiveFrom <= day { return clause }
        }
        return nil
    }

    /// The clause in each of its versions, with the days on which that version was in force, the oldest first.
    public func history(of id: Clause.ID, in pack: String) -> [DatedClause] {
        let all = versions[pack] ?? []
        // The days on which something can change.
        let days = Set(
            all.map(\.effectiveFrom)
                + all.flatMap { version in
                    version.clauses.filter { $0.id == id && $0.effectiveFrom > version.effectiveFrom }.map(\.effectiveFrom)
                })
        var history: [DatedClause] = []
        for day in days.sorted() {
            let clause = clause(id, of: pack, on: day)
            if history.last?.until == nil, history.last?.clause == clause { continue }
            if let last = history.indices.last, history[last].until == nil { history[last].until = day }
            if let clause { history.append(DatedClause(clause: clause, from: day, until: nil)) }
        }
        return history
    }
}

/// A clause and the days on which it stood like this.
public struct DatedClause: Equatable, Sendable {
    public var clause: Clause
    public var from: Day
    /// The first day on which it no longer stood like this; nil while it does.
    public var until: Day?

    public init(clause: Clause, from: Day, until: Day?) {
        self.clause = clause
        self.from = from
        self.until = until
    }
}
