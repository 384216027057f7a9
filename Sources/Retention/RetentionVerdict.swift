public import Events
public import Practice

/// Until when a case must be kept, by the schedules of a day.
public enum RetentionVerdict: Sendable, Equatable {
    /// It is still open, or nothing is due yet; nil where it is open.
    case kept(until: Day?)
    /// It may be disposed of: the last day of the longest schedule has passed.
    case due(schedule: String, keptUntil: Day, because: String)
    /// Something is missing.
    case cannotTell(schedule: String, because: String)

    /// - Parameters:
    ///   - facts: of the case.
    ///   - schedules: all there are.
    ///   - day: the day asked about.
    public init(_ facts: RetentionFacts, _ schedules: [RetentionSchedule], on day: Day) {
        guard let closed = facts.closed else {
            self = .kept(until: nil)
            return
        }
        let applying = schedules.filter { $0.effectiveFrom <= day && $0.applies(to: facts) }
        guard !applying.isEmpty else {
            self = .cannotTell(
                schedule: "none", because: "No schedule is for this case: add the authority's own, or keep it.")
            return
        }
        var longest: (schedule: RetentionSchedule, until: Day)?
        for schedule in applying {
            switch schedule.end(for: facts, closed: closed) {
            case .failure(let missing):
                self = .cannotTell(schedule: schedule.id, because: missing.sentence)
                return
            case .success(let until): if longest.map({ $0.until < until }) ?? true { longest = (schedule, until) }
            }
        }
        guard let longest, longest.until < day else {
            self = .kept(until: longest?.until)
            return
        }
        self = .due(
            schedule: longest.schedule.id, keptUntil: longest.until,
            because: "\(longest.schedule.title): \(longest.schedule.term), \(longest.schedule.source).")
    }
}

/// What keeps a term from being worked out.
struct MissingFact: Error {
    let sentence: String
}

extension RetentionSchedule {
    func applies(to facts: RetentionFacts) -> Bool {
        switch appliesTo {
        case .everStatus(let statuses): !facts.statuses.isDisjoint(with: statuses)
        case .adoptionOrder: facts.adoptionOrder != nil
        case .all: true
        }
    }

    /// In words, as "75 years from birth".
    var term: String {
        let from =
            switch keep.from {
            case .birth: "birth"
            case .closure: "the closing of the case"
            case .adoptionOrder: "the adoption order"
            }
        let died = keep.childDied.map { ", or \($0.years) years from a death before the age of \($0.beforeAge)" } ?? ""
        return "\(keep.years) years from \(from)\(died)"
    }

    /// The last day on which the record must be kept.
    func end(for facts: RetentionFacts, closed: Day) -> Result<Day, MissingFact> {
        switch keep.from {
        case .closure: return .success(closed.anniversary(keep.years))
        case .adoptionOrder:
            guard let order = facts.adoptionOrder else {
                return .failure(MissingFact(sentence: "The day of the adoption order is not recorded."))
            }
            return .success(order.anniversary(keep.years))
        case .birth:
            // The record is of all its children: it is kept for the one for whom it must be kept longest.
            var latest: Day?
            for child in facts.children {
                guard let end = end(for: child) else {
                    return .failure(MissingFact(sentence: "The date of birth of a child of the case is not recorded."))
                }
                latest = max(latest ?? end, end)
            }
            return latest.map { .success($0) } ?? .failure(MissingFact(sentence: "No child of the case is recorded."))
        }
    }

    private func end(for child: RetentionFacts.Child) -> Day? {
        guard let born = child.born else { return nil }
        if let rule = keep.childDied, let died = child.died, died < born.anniversary(rule.beforeAge) {
            return died.anniversary(rule.years)
        }
        return born.anniversary(keep.years)
    }
}

extension Day {
    /// The same day so many years later; 1 March where that year has no 29 February.
    func anniversary(_ years: Int) -> Day {
        let (year, month, day) = parts
        guard let same = Day(year: year + years, month: month, day: day) else {
            return Day(year: year + years, month: 3, day: 1) ?? self
        }
        return same
    }
}
