import Events
import JSON

extension Evaluation {
    /// A state that holds while at least so many things are open. Things are told apart by a field; what has no such field
    /// closes all of them. For the whole case it holds while it does for any of its children: one may leave.
    ///
    /// - Parameter isOfCase: whether it is a state of the case, in which a child is too that nothing opened it for by name, as
    ///   long as nothing closed it for that child.
    func openCount(
        _ openedBy: [CompiledMatch], _ closedBy: [CompiledMatch], _ by: FieldPath, _ least: Int, _ child: Int, isOfCase: Bool
    ) -> Periods {
        func ofOne(_ child: Int) -> Periods { openCountOfOne(openedBy, closedBy, by, least, child) }
        func ofAny() -> Periods { (0..<childCount).reduce(.never) { Periods.or($0, ofOne($1)) } }
        if child >= 0, isOfCase, isOnlyOnRecord(child) {
            return Periods.and(ofAny(), openCountOfOne(openedBy, closedBy, by, least, child, isOpenedByAny: true))
        }
        return child < 0 && childCount > 1 ? ofAny() : ofOne(child)
    }

    /// Whether nothing that opened the case, or a status, was about a child of the case: it is known only from being recorded
    /// or referred.
    private func isOnlyOnRecord(_ child: Int) -> Bool {
        !(table.all(.caseOpened) + table.all(.statusStarted)).contains { table.entries[$0].concerns(child) }
    }

    private func openCountOfOne(
        _ openedBy: [CompiledMatch], _ closedBy: [CompiledMatch], _ by: FieldPath, _ least: Int, _ child: Int,
        isOpenedByAny: Bool = false
    ) -> Periods {
        var marks: [(place: Int, isStart: Bool, doubt: Doubt?)] = []
        for match in openedBy {
            for hit in hits(match.pattern) where isOpenedByAny || table.entries[hit.place].concerns(child) {
                marks.append((hit.place, true, hit.doubt))
            }
        }
        guard marks.count >= least else { return .never }
        for match in closedBy {
            for hit in hits(match.pattern) where table.entries[hit.place].concerns(child) {
                marks.append((hit.place, false, hit.doubt))
            }
        }
        marks.sort {
            let (a, b) = (table.entries[$0.place].order, table.entries[$1.place].order)
            if a != b { return a < b }
            if $0.isStart != $1.isStart { return !$0.isStart }
            return $0.place < $1.place
        }
        let isByPlacement = by == .data("placement")
        var reasons = marks.compactMap(\.doubt)
        reasons += marks.filter { table.entries[$0.place].when.isVague }.map { .time(table.entries[$0.place].position) }
        if isByPlacement {
            let placements = placements(of: child)
            reasons += marks.filter { placements.unclear.contains($0.place) }.map { .placement(table.entries[$0.place].position) }
        }
        let possible = count(marks, by, least, child, isByPlacement, isSure: false)
        guard !reasons.isEmpty else { return Periods(possible: possible) }
        return Periods(
            possible: possible, certain: count(marks, by, least, child, isByPlacement, isSure: true), doubts: reasons)
    }

    private func count(
        _ marks: [(place: Int, isStart: Bool, doubt: Doubt?)], _ by: FieldPath, _ least: Int, _ child: Int,
        _ isByPlacement: Bool, isSure: Bool
    ) -> [Stretch] {
        var open: Set<String> = []
        var found: [Stretch] = []
        var holding: Stretch?
        let placements = isByPlacement ? placements(of: child) : nil
        for mark in marks {
            let entry = table.entries[mark.place]
            if mark.isStart {
                if isSure, mark.doubt != nil { continue }
                open.insert(isByPlacement ? "#\(mark.place)" : fieldWords(by, of: mark.place).first ?? "")
                if open.count >= least, holding == nil {
                    holding = Stretch(
                        lo: isSure && entry.when.isVague ? entry.when.hi : entry.when.lo, hi: .max, start: mark.place)
                }
                continue
            }
            if !isSure, mark.doubt != nil { continue }
            if let placements, entry.type == KnownType.placementEnded.rawValue {
                if let ended = placements.endedBy[mark.place] {
                    open.remove("#\(placements.all[ended].start)")
                } else if isSure, placements.unclear.contains(mark.place) {
                    open = []
                }
            } else if let key = isByPlacement ? nil : fieldWords(by, of: mark.place).first {
                open.remove(key)
            } else {
                open = []
            }
            if open.count < least, var ended = holding {
                ended.hi = (isSure && entry.when.isVague ? entry.when.lo : entry.when.hi) + 1
                ended.end = mark.place
                if ended.lo < ended.hi { found.append(ended) }
                holding = nil
            }
        }
        if let holding { found.append(holding) }
        return found
    }

    /// A state that holds while a child's home is another than a brother's or sister's: that of the latest open placement,
    /// or home where there is none.
    func childrenDiffer(_ match: CompiledMatch, _ field: FieldPath, _ child: Int) -> Periods {
        let family = max(table.ownChildren, 1)
        guard family > 1, child >= 0 else { return .never }
        var moments: Set<Int64> = []
        let lists = (0..<family).map { placements(of: $0) }
        for list in lists {
            for one in list.all {
                moments.insert(table.entries[one.start].when.lo)
                if let over = one.over { moments.insert(table.entries[over].when.hi + 1) }
            }
        }
        var reasons: [Doubt] = []
        /// The home at a moment: nil for the family home, "?" where the placement does not say.
        func home(_ number: Int, _ moment: Int64) -> String? {
            let open = lists[number].all.filter { one in
                table.entries[one.start].when.lo <= moment
                    && one.over.map { table.entries[$0].when.hi >= moment } ?? true
            }
            guard let latest = open.last else { return nil }
            if let said = fieldWords(field, of: latest.start).first { return said }
            reasons.append(.home(table.entries[latest.start].position))
            return "?"
        }
        var possible: [Stretch] = []
        var certain: [Stretch] = []
        let bounds = moments.sorted()
        for (at, from) in bounds.enumerated() {
            let to = at + 1 < bounds.count ? bounds[at + 1] : Int64.max
            let own = home(child, from)
            var differs = false
            var mayDiffer = false
            for other in 0..<family where other != child {
                let theirs = home(other, from)
                guard own != "?" || theirs == nil, theirs != "?" || own == nil else {
                    mayDiffer = true
                    continue
                }
                if own != theirs { differs = true }
            }
            if differs { certain = Stretches.union(certain, [Stretch(lo: from, hi: to)]) }
            if differs || mayDiffer { possible = Stretches.union(possible, [Stretch(lo: from, hi: to)]) }
        }
        return Periods(possible: possible, certain: possible == certain ? nil : certain, doubts: reasons)
    }
}
