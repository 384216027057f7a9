import Events

extension Event {
    var instant: Instant { attributes.time.instant }

    /// The local day it happened on, as far as the time is known.
    var day: Day { London.day(of: attributes.time.instant) }

    /// Whether it had happened by the end of `day`; every event has where no day is given.
    func happened(by end: Instant?) -> Bool { end.map { attributes.time.instant <= $0 } ?? true }

    /// Whether two times say the same as exactly as the vaguer of them is known. What is about a time agrees with all
    /// within half a year of it.
    func agreesInTime(with other: Event) -> Bool {
        let a = attributes.timePrecision ?? .instant
        let b = other.attributes.timePrecision ?? .instant
        if a == .instant, b == .instant, instant == other.instant { return true }
        if a == .about || b == .about { return abs(day.number - other.day.number) <= 183 }
        let (one, two) = (day.parts, other.day.parts)
        if a == .year || b == .year { return one.year == two.year }
        if a == .month || b == .month { return one.year == two.year && one.month == two.month }
        return day == other.day
    }
}

extension Record {
    /// Order in the world: by time, then by when it was first written down, then by position.
    func precedes(_ a: Int, _ b: Int) -> Bool {
        let (first, second) = (events[a], events[b])
        if first.instant != second.instant { return first.instant < second.instant }
        let (one, two) = (first.header.enteredOrRecorded, second.header.enteredOrRecorded)
        return one != two ? one < two : a < b
    }

    /// Order of telling: by when it was first written down, then by position.
    func wasToldBefore(_ a: Int, _ b: Int) -> Bool {
        let (one, two) = (events[a].header.enteredOrRecorded, events[b].header.enteredOrRecorded)
        return one != two ? one < two : a < b
    }

    /// Indexes in the order of the world. Keys are taken once, as headers are large.
    func inOrderOfTime(_ indexes: some Sequence<Int>) -> [Int] {
        indexes.map { (index: $0, time: events[$0].instant, told: events[$0].header.enteredOrRecorded) }
            .sorted { a, b in
                if a.time != b.time { return a.time < b.time }
                return a.told != b.told ? a.told < b.told : a.index < b.index
            }
            .map(\.index)
    }
}

/// The last instant that a question as at a day takes in.
func endOf(_ asAt: Day?) -> Instant? { asAt.map { London.end(of: $0) } }
