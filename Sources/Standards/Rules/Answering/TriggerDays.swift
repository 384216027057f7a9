import Events

/// The days of some triggers: those of one day count as one.
struct TriggerDays {
    private var days: [Day] = []
    /// The first and the last trigger of each day.
    private var firsts: [Int] = []
    private var lasts: [Int] = []
    /// What the last trigger up to the end of each day, and the first from its start on, are put in order by.
    private var latest: [Int64] = []
    private var earliest: [Int64] = []

    /// - Parameter triggers: in order of time.
    init(of triggers: [Int], _ table: EventTable) {
        func order(_ trigger: Int) -> Int64 { table.entries[trigger].order }
        // Of what is known roughly the day need not be in the order of the moments.
        for trigger in triggers.sorted(by: { (table.days[$0], $0) < (table.days[$1], $1) }) {
            guard table.days[trigger] == days.last else {
                days.append(table.days[trigger])
                firsts.append(trigger)
                lasts.append(trigger)
                continue
            }
            if order(trigger) > order(lasts[lasts.count - 1]) { lasts[lasts.count - 1] = trigger }
        }
        latest = lasts.map(order)
        earliest = firsts.map(order)
        for at in latest.indices.dropFirst() { latest[at] = max(latest[at], latest[at - 1]) }
        for at in earliest.indices.dropLast().reversed() { earliest[at] = min(earliest[at], earliest[at + 1]) }
    }

    /// The day of a trigger among these, of which it need not be one.
    func day(of trigger: Int, _ table: EventTable) -> TriggerDay {
        let order = table.entries[trigger].order
        var day = TriggerDay(of: trigger, table)
        let at = days.firstIndexInOrder { $0 >= day.day }
        if at > 0 { day.previous = latest[at - 1] }
        let isKnown = at < days.count && days[at] == day.day
        let after = isKnown ? at + 1 : at
        if after < days.count { day.next = earliest[after] }
        guard isKnown else { return day }
        if table.entries[firsts[at]].order < order { day.first = firsts[at] }
        if table.entries[lasts[at]].order > order { day.last = lasts[at] }
        return day
    }
}

/// The day of a trigger among other triggers.
struct TriggerDay {
    let day: Day
    /// What the last trigger of an earlier day, and the first of a later one, are put in order by.
    var previous = Int64.min
    var next = Int64.max
    /// The first and the last trigger of the day.
    var first: Int
    var last: Int

    /// That of a trigger beside which there is none.
    init(of trigger: Int, _ table: EventTable) {
        day = table.days[trigger]
        first = trigger
        last = trigger
    }
}

extension Array {
    /// The first place at which something holds that, where it holds once, holds from there on; `endIndex` where it never does.
    func firstIndexInOrder(where holds: (Element) -> Bool) -> Int {
        var (low, high) = (startIndex, endIndex)
        while low < high {
            let middle = low + (high - low) / 2
            if holds(self[middle]) { high = middle } else { low = middle + 1 }
        }
        return low
    }
}
