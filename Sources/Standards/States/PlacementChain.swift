import Events

/// Placements of a child that followed one another: each began when the one before had ended. A child who lives in two
/// places at once has two chains, and a clause with a clock for each placement (`per_placement`) a clock for each of them:
/// a move starts the clock anew, a second home beside the first does not.
struct PlacementChain {
    /// Places of the events that began them, in order of time.
    private(set) var starts: [Int]
    /// When it counts: the first chain also before any placement, one of them also after all.
    private(set) var stretch = Stretch.always
    /// The place of an end that may have ended its last placement, where another goes on.
    private(set) var mayEnd: Int?

    /// The chains of placements that are given in order of their starts.
    static func all(of placements: [Placements.One], _ table: EventTable) -> [PlacementChain] {
        var chains: [[Placements.One]] = []
        for one in placements {
            let isBeside = chains.contains { $0.last?.isOpen(after: one, table) == true }
            if !isBeside, let latest = latest(chains, table) {
                chains[latest].append(one)
            } else {
                chains.append([one])
            }
        }
        let latest = latest(chains, table)
        let areSeveralOpen = chains.count { chain in chain.last.map { $0.over == nil } ?? false } > 1
        return chains.indices.map { number in
            PlacementChain(chains[number], isFirst: number == 0, goesOn: number == latest && !areSeveralOpen, table)
        }
    }

    /// - Parameter goesOn: whether no other is open when its last placement has ended: then its clock runs until the next
    ///   placement begins, as the child is somewhere.
    private init(_ placements: [Placements.One], isFirst: Bool, goesOn: Bool, _ table: EventTable) {
        starts = placements.map(\.start)
        if !isFirst, let first = starts.first {
            stretch.lo = table.entries[first].when.lo
            stretch.start = first
        }
        guard !goesOn, let last = placements.last else { return }
        if let over = last.over {
            stretch.hi = table.entries[over].when.hi + 1
            stretch.end = over
        } else {
            mayEnd = last.unclear.first
        }
    }

    /// The chain whose last placement ended last; the first of those that are still open.
    private static func latest(_ chains: [[Placements.One]], _ table: EventTable) -> Int? {
        func end(_ number: Int) -> Int64 {
            guard let last = chains[number].last else { return .min }
            return last.over.map { table.entries[$0].order } ?? .max
        }
        return chains.indices.max { end($0) < end($1) }
    }
}

extension Placements.One {
    /// Whether it goes on beside a later one: on the day of a move it is not told which came first, the end or the start.
    fileprivate func isOpen(after later: Self, _ table: EventTable) -> Bool {
        over.map { table.days[$0] > London.day(of: table.entries[later.start].when.last) } ?? true
    }
}

extension Evaluation {
    /// The chains of the placements that call for the clause, each of which it is judged for apart; none where the child never
    /// had two at once.
    func chains(_ rule: CompiledClause, _ child: Int) -> [PlacementChain] {
        guard rule.isJudgedByPlacement else { return [] }
        var all = placements(of: child).all
        guard all.count > 1 else { return [] }
        if !rule.triggers.isEmpty {
            let calling = Set(triggers(rule, child, [.always]).map(\.place))
            all.removeAll { !calling.contains($0.start) }
        }
        let chains = PlacementChain.all(of: all, table)
        return chains.count > 1 ? chains : []
    }

    /// Whether an event is the start of a placement of another chain: what a chain is asked about is found as if there were
    /// no such placements.
    func isOfAnother(_ place: Int, than chain: PlacementChain?) -> Bool {
        guard let chain else { return false }
        return table.entries[place].type == KnownType.placementStarted.rawValue && !chain.starts.contains(place)
    }

    /// Whether an event may answer for the placements of a chain: it names one of them, or names none that is on record. Few
    /// sources say in which home a visit was; it then counts for each that was open.
    func mayAnswer(_ place: Int, for chain: PlacementChain, _ child: Int) -> Bool {
        let names = fieldWords(.data("placement"), of: place)
        guard !names.isEmpty else { return true }
        let named = placements(of: child).all.filter { one in
            let member = member(one)
            return names.contains { member.names.contains($0) }
        }
        return named.isEmpty || named.contains { chain.starts.contains($0.start) }
    }
}
