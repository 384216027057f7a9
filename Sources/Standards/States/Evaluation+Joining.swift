import Events
import JSON

/// What is asked of a child of the case who came to it after its brothers and sisters.
extension Evaluation {
    /// Types of event that say which children the case is about, or, where they name none, that it is about all of them.
    private static let opening: [KnownType] = [.caseOpened, .statusStarted, .referralReceived]

    /// Without the time before a child came into the case: of that nothing is asked for it.
    func sinceJoining(_ periods: Periods, _ child: Int) -> Periods {
        let joined = joining(of: child)
        guard joined > .min else { return periods }
        let since = [Stretch(lo: joined, hi: .max)]
        return Periods(
            possible: Stretches.intersection(periods.possible, since),
            certain: periods.certain.map { Stretches.intersection($0, since) }, doubts: periods.doubts)
    }

    /// Whether nothing that opened the case, or a status, was about a child of the case: it is known only from being recorded
    /// or referred.
    func isOnlyOnRecord(_ child: Int) -> Bool {
        child >= 0 && child < table.ownChildren
            && !(table.all(.caseOpened) + table.all(.statusStarted)).contains { table.entries[$0].concerns(child) }
    }

    /// From when the case is about a child, in microseconds: the first that is on record of it where others were named before,
    /// but not before it was born; `Int64.min` for a child whom it was about from its start.
    private func joining(of child: Int) -> Int64 {
        guard child >= 0, child < table.ownChildren else { return .min }
        if let known = joiningLists[child] { return known }
        let found = findJoining(of: child)
        joiningLists[child] = found
        return found
    }

    private func findJoining(of child: Int) -> Int64 {
        let born = birth(of: child)
        var isLater = false
        for place in table.entries.indices where table.entries[place].reach == .own {
            let entry = table.entries[place]
            if entry.children.contains(child) || isRecord(place, of: child) {
                guard isLater else { return .min }
                return entry.type == KnownType.personRecorded.rawValue ? max(entry.when.lo, born ?? .min) : entry.when.lo
            }
            guard Self.opening.contains(where: { $0.rawValue == entry.type }), !isLater else { continue }
            isLater = !entry.children.isEmpty || born.map { $0 > entry.when.hi } ?? false
            guard isLater else { return .min }
        }
        return .min
    }

    /// Whether an event records the child as a person, without saying so in `children`.
    private func isRecord(_ place: Int, of child: Int) -> Bool {
        let entry = table.entries[place]
        return entry.type == KnownType.personRecorded.rawValue && entry.children.isEmpty && entry["is_child"]?.bool == true
            && isAbout(child: child, place)
    }

    /// When the day of a child's birth began, as last recorded.
    private func birth(of child: Int) -> Int64? {
        table.all(.personRecorded).lazy.reversed().compactMap { place -> Int64? in
            let entry = self.table.entries[place]
            guard entry["is_child"]?.bool == true, self.isAbout(child: child, place) else { return nil }
            return entry["date_of_birth"]?.string.flatMap { Day($0) }.map { London.start(of: $0).microseconds }
        }.first
    }
}
