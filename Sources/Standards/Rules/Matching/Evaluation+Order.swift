import Events

extension Evaluation {
    /// Whether `a` happened at or after `b`. What is known to the day counts as on time on that day, where the rule does not
    /// count hours; what is known less exactly is in doubt where it matters.
    func isAtOrAfter(_ a: Int, _ b: Int, isHourly: Bool) -> Bool {
        isAtOrAfter(table.entries[a].when, table.entries[b].when, isHourly: isHourly, about: a, b)
    }

    func isAtOrAfter(_ a: When, _ b: When, isHourly: Bool, about one: Int, _ other: Int) -> Bool {
        if a.lo >= b.hi { return true }
        if a.hi < b.lo { return false }
        if !isHourly, !a.isVague, !b.isVague { return true }
        return lenient(timeDoubt(one, other))
    }

    /// Whether `a` happened before `b`. Two events of one day, of which one is known to the day only, are in doubt.
    func isBefore(_ a: Int, _ b: Int) -> Bool {
        let (one, two) = (table.entries[a].when, table.entries[b].when)
        if one.hi < two.lo { return true }
        if one.lo >= two.hi { return false }
        return lenient(timeDoubt(a, b))
    }

    /// The event of the two whose time is known less exactly.
    private func timeDoubt(_ a: Int, _ b: Int) -> Doubt {
        let (one, two) = (table.entries[a].when, table.entries[b].when)
        return .time(table.entries[one.hi - one.lo >= two.hi - two.lo ? a : b].position)
    }
}
