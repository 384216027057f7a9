public import Events
public import JSON

/// The working days of England and Wales: Monday to Friday, bank holidays left out, within the years whose bank holidays
/// are known.
public struct WorkingDays: Sendable {
    /// First and last day the calendar knows.
    public let covers: ClosedRange<Day>
    /// Working days from the first day covered up to each day, that day included.
    private let counts: [Int32]

    /// - Parameter holidays: bank holidays; those outside `covers` are ignored.
    public init(covers: ClosedRange<Day>, holidays: Set<Day>) {
        self.covers = covers
        var count: Int32 = 0
        counts = (covers.lowerBound.number...covers.upperBound.number).map { number in
            let day = Day(number: number)
            if day.weekday < 5, !holidays.contains(day) { count += 1 }
            return count
        }
    }

    /// Reads `{"covers":{"from","to"},"bank_holidays":[{"date","name"}]}`.
    ///
    /// - Throws: a `Fault` that points at the first thing that is no date.
    public init(_ calendar: JSONValue) throws(Fault) {
        guard let from = calendar["covers"]?["from"]?.string.flatMap({ Day($0) }) else {
            throw Fault("/covers/from", "The first day the calendar covers, as YYYY-MM-DD.")
        }
        guard let to = calendar["covers"]?["to"]?.string.flatMap({ Day($0) }), to >= from else {
            throw Fault("/covers/to", "The last day the calendar covers, as YYYY-MM-DD, not before the first.")
        }
        var holidays: Set<Day> = []
        var index = 0
        for holiday in calendar["bank_holidays"]?.elements ?? JSONDocument.emptyObject.root.elements {
            guard let day = holiday["date"]?.string.flatMap({ Day($0) }) else {
                throw Fault("/bank_holidays/\(index)/date", "The day of the holiday, as YYYY-MM-DD.")
            }
            holidays.insert(day)
            index += 1
        }
        self.init(covers: from...to, holidays: holidays)
    }

    /// A count of working days, or the year the calendar does not cover.
    public enum Count: Equatable, Sendable {
        case days(Int)
        case notCovered(year: Int)
    }

    /// Working days after `start` up to and including `end`; 0 where `end` is not after `start`.
    public func count(after start: Day, through end: Day) -> Count {
        guard end > start else { return .days(0) }
        for day in [start, end] where !covers.contains(day) { return .notCovered(year: day.parts.year) }
        let first = covers.lowerBound.number
        return .days(Int(counts[end.number - first] - counts[start.number - first]))
    }

    /// Whether `day` is a working day; nil where the calendar does not cover it.
    public func isWorkingDay(_ day: Day) -> Bool? {
        guard covers.contains(day) else { return nil }
        let index = day.number - covers.lowerBound.number
        return counts[index] > (index == 0 ? 0 : counts[index - 1])
    }

    /// A day found by counting working days, or the year the calendar does not cover.
    public enum Found: Equatable, Sendable {
        case day(Day)
        case notCovered(year: Int)
    }

    /// The working day that is the `number`th after `start`, or before it where `number` is negative; `start` itself is
    /// never counted. For 0, `start`.
    public func day(_ number: Int, from start: Day) -> Found {
        guard number != 0 else { return .day(start) }
        guard covers.contains(start) else { return .notCovered(year: start.parts.year) }
        let index = start.number - covers.lowerBound.number
        let upToStart = Int(counts[index])
        let beforeStart = index == 0 ? 0 : Int(counts[index - 1])
        let wanted = number > 0 ? upToStart + number : beforeStart + number + 1
        guard wanted >= 1 else { return .notCovered(year: covers.lowerBound.parts.year - 1) }
        guard wanted <= Int(counts.last ?? 0) else { return .notCovered(year: covers.upperBound.parts.year + 1) }
        // The first day on which so many have been counted.
        var low = 0
        var high = counts.count - 1
        while low < high {
            let middle = (low + high) / 2
            if Int(counts[middle]) < wanted { low = middle + 1 } else { high = middle }
        }
        return .day(covers.lowerBound.adding(days: low))
    }
}
