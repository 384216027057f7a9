import Events

/// One event on the way through a state's starts and ends.
private struct Mark {
    let place: Int
    let order: Int64
    let isStart: Bool
    let doubt: Doubt?
    /// The condition's end that it is; nil for a start.
    let end: Int?
}

extension Evaluation {
    /// A state that events start and end.
    func state(
        _ starts: [CompiledMoment], _ ends: [CompiledCondition.End], _ within: CompiledCondition.Within?, _ child: Int,
        _ chain: PlacementChain?
    ) -> Periods {
        var marks: [Mark] = []
        for start in starts {
            for hit in moments(start, child, in: chain) where isEarlyEnough(hit.place, within, child) {
                marks.append(
                    Mark(place: hit.place, order: table.entries[hit.place].order, isStart: true, doubt: hit.doubt, end: nil))
            }
        }
        guard !marks.isEmpty else { return .never }
        var reasons = marks.compactMap(\.doubt)
        for (number, end) in ends.enumerated() where !end.ofSamePlacement {
            for hit in hits(end.match.pattern)
            where table.entries[hit.place].concerns(child) && !isOfAnother(hit.place, than: chain) {
                marks.append(
                    Mark(place: hit.place, order: table.entries[hit.place].order, isStart: false, doubt: hit.doubt, end: number))
                if let doubt = hit.doubt { reasons.append(doubt) }
            }
        }
        reasons += marks.filter { table.entries[$0.place].when.isVague }.map { .time(table.entries[$0.place].position) }
        // At one moment the ends come first.
        marks.sort {
            if $0.order != $1.order { return $0.order < $1.order }
            if $0.isStart != $1.isStart { return !$0.isStart }
            return $0.place < $1.place
        }
        if ends.contains(where: \.ofSamePlacement) { return bound(toPlacements: marks, reasons, child) }
        let possible = fold(marks, ends, child, isSure: false)
        guard !reasons.isEmpty else { return Periods(possible: possible) }
        return Periods(possible: possible, certain: fold(marks, ends, child, isSure: true), doubts: reasons)
    }

    /// Goes through starts and ends. A start while the state holds, and an end while it does not, change nothing.
    ///
    /// - Parameter isSure: whether doubtful starts are left out and doubtful ends taken, or the other way round.
    private func fold(_ marks: [Mark], _ ends: [CompiledCondition.End], _ child: Int, isSure: Bool) -> [Stretch] {
        var found: [Stretch] = []
        var open: Stretch?
        var startedBy: Set<Int> = []
        for mark in marks {
            let when = table.entries[mark.place].when
            if mark.isStart {
                if isSure, mark.doubt != nil { continue }
                if open == nil {
                    open = Stretch(lo: isSure && when.isVague ? when.hi : when.lo, hi: .max, start: mark.place)
                    startedBy = []
                }
                startedBy.insert(mark.place)
            } else if var holding = open {
                if !isSure, mark.doubt != nil { continue }
                if let end = mark.end, let start = ends[end].unlessOpen, isOpen(start, startedBy) { continue }
                holding.hi = (isSure && when.isVague ? when.lo : when.hi) + 1
                holding.end = mark.place
                if holding.lo < holding.hi { found.append(holding) }
                open = nil
            }
        }
        if let open { found.append(open) }
        return found
    }

    /// Whether one of the starts since the state last began is of this kind.
    private func isOpen(_ start: CompiledMatch, _ startedBy: Set<Int>) -> Bool {
        hits(start.pattern).contains { startedBy.contains($0.place) }
    }

    /// Whether a start falls within a span after a moment, where that is asked.
    private func isEarlyEnough(_ place: Int, _ within: CompiledCondition.Within?, _ child: Int) -> Bool {
        guard let within else { return true }
        let order = table.entries[place].order
        // The start itself resets the count, so what it is measured from was counted before it.
        let base = moments(within.moment, child).last { table.entries[$0.place].order <= order && $0.place != place }
        guard let base, case .due(let due) = clock.due(within.span, after: table.entries[base.place].when.first) else {
            return false
        }
        return table.entries[place].when.lo < London.start(of: due.day).microseconds
    }

    /// A state that ends with the placement it began with: it holds as long as any placement that began it.
    private func bound(toPlacements marks: [Mark], _ reasons: [Doubt], _ child: Int) -> Periods {
        let placements = placements(of: child)
        var reasons = reasons
        var possible: [Stretch] = []
        var certain: [Stretch] = []
        for (at, mark) in marks.enumerated() where mark.isStart {
            let entry = table.entries[mark.place]
            let otherEnd = marks[(at + 1)...].first { !$0.isStart && $0.order > mark.order }?.place
            var ends = placementEnds(of: mark.place, placements)
            if let doubt = ends.doubt { reasons.append(doubt) }
            if let otherEnd { ends.sure.append(otherEnd) }
            func stretch(_ end: Int?) -> Stretch {
                Stretch(
                    lo: entry.when.lo, hi: end.map { table.entries[$0].when.hi + 1 } ?? .max, start: mark.place, end: end)
            }
            possible.append(stretch(ends.sure.min { table.entries[$0].order < table.entries[$1].order }))
            if mark.doubt == nil, !entry.when.isVague {
                certain.append(stretch((ends.sure + ends.maybe).min { table.entries[$0].order < table.entries[$1].order }))
            }
        }
        possible = merged(possible)
        return Periods(possible: possible, certain: reasons.isEmpty ? nil : merged(certain), doubts: reasons)
    }

    /// What ended the placement that a state began with.
    private func placementEnds(of place: Int, _ placements: Placements) -> (sure: [Int], maybe: [Int], doubt: Doubt?) {
        if let own = placements.beginning(at: place) {
            let maybe = own.end == nil ? own.unclear : []
            return ([own.end].compactMap(\.self), maybe, maybe.first.map { .placement(table.entries[$0].position) })
        }
        let open = placements.open(at: table.entries[place], table)
        if open.count == 1, let one = open.first {
            let maybe = one.end == nil ? one.unclear : []
            return ([one.end].compactMap(\.self), maybe, maybe.first.map { .placement(table.entries[$0].position) })
        }
        // Where several were open, it is not clear with which of them it ends.
        let ends = open.compactMap(\.end)
        return ([], ends, ends.isEmpty ? nil : .placement(table.entries[place].position))
    }

    /// Puts together what overlaps. Where one ends and another begins at one moment, there are two.
    private func merged(_ list: [Stretch]) -> [Stretch] {
        var found: [Stretch] = []
        for stretch in list.sorted(by: { $0.lo != $1.lo ? $0.lo < $1.lo : $0.hi < $1.hi }) {
            guard let last = found.last, last.isOpen || begins(stretch, before: last) else {
                found.append(stretch)
                continue
            }
            if stretch.hi > last.hi {
                found[found.count - 1].hi = stretch.hi
                found[found.count - 1].end = stretch.end
            }
        }
        return found
    }

    private func begins(_ stretch: Stretch, before last: Stretch) -> Bool {
        guard let start = stretch.start, let end = last.end else { return stretch.lo < last.hi }
        return table.entries[start].order < table.entries[end].order
    }

    /// The placements of a child; worked out once.
    func placements(of child: Int) -> Placements {
        if let known = placementLists[child + 1] { return known }
        let found = Placements(table, child: child)
        placementLists[child + 1] = found
        return found
    }
}
