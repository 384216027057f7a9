public import Events
public import JSON
import Practice

/// What a clause without a figure of its own shows beside its candidates, for a person to judge by.
public enum Measure: Equatable, Sendable {
    /// The longest time within the period without a record that shows it (`regular_without_number`): whole days.
    case longestGap(days: Int, from: Day, to: Day)
    /// The times between one record and the next (`measure_spacing`): whole days.
    case spacing(shortest: Int, longest: Int)
    /// How long after it happened each record was written down (`measure_recording_lag`): whole days, and how many do not say.
    case recordingLag(records: Int, median: Int, longest: Int, unknown: Int)
    /// The time from what called for it, or was planned, to when it was done (`measure_gap`): whole days.
    case gap(shortest: Int, longest: Int, pairs: Int)
    /// On which days of the week, Monday first, and from which to which hour of the day it happened (`spread_of_times`). The
    /// hours are nil where no source says them.
    case times(weekdays: [Int], hours: ClosedRange<Int>?)
    /// What has changed since the last record that should follow changes (`stale_after_change`).
    case changes(count: Int, since: Day?)
    /// How often audits of each team found the standards they checked to be met (`compare_by_team`), by the teams' names.
    case teams([Team])
    /// The requirements that the clause sums up (`no_open_breach_of`), by their ids, and how they stand in the whole service;
    /// nil where that is not known.
    case sumOf([Clause.ID], Breaches?)
    /// In how many of the records each of the terms stands that the clause names (`text_check`): a hint, never a failing.
    case terms([Term], records: Int)

    /// A term, and in how many records it stands.
    public struct Term: Equatable, Sendable {
        public let term: String
        public let records: Int

        public init(term: String, records: Int) {
            self.term = term
            self.records = records
        }
    }

    /// The audits of one team.
    public struct Team: Equatable, Sendable {
        public let name: String
        public let audits: Int
        /// Standards that these audits checked, and those of them that they found met.
        public let checked: Int
        public let met: Int
    }
}

extension Measure {
    /// The end of a sentence on the candidates.
    var words: String {
        switch self {
        case .longestGap(let days, let from, let to):
            return "the longest time without one was \(Plain.count(days, "day")), from \(Plain.date(from)) to \(Plain.date(to))"
        case .spacing(let shortest, let longest): return "they are \(Self.range(shortest, longest)) apart"
        case .recordingLag(let records, let median, let longest, let unknown):
            let rest = unknown == 0 ? "" : "; of \(Plain.count(unknown, "record")) it is not known"
            guard records > 1 else { return "written down \(Plain.count(longest, "day")) after it happened\(rest)" }
            return "half of them were written down within \(Plain.count(median, "day")), the latest after "
                + Plain.count(longest, "day") + rest
        case .gap(let shortest, let longest, let pairs):
            let range = "\(Self.range(shortest, longest)) \(shortest == longest && longest == 1 ? "lies" : "lie") between"
            return pairs == 1 ? range : "\(range), in \(pairs) of them"
        case .times(let weekdays, let hours):
            let days = zip(Self.weekdays, weekdays).filter { $0.1 > 0 }.map { "\($0.1) on a \($0.0)" }
            let clock = hours.map { ", between \($0.lowerBound):00 and \($0.upperBound + 1):00" } ?? ""
            return "of all there were, \(Words.list(days))\(clock)"
        case .changes(let count, let since):
            guard let since else {
                return count == 0
                    ? "nothing is on record that it should follow" : "there is none to follow \(Plain.count(count, "change"))"
            }
            return
                "since the last, of \(Plain.date(since)), \(Plain.count(count, "change")) \(count == 1 ? "is" : "are") on record"
        case .teams(let teams):
            return "by team: "
                + teams.map { "\($0.name) \(Plain.count($0.audits, "audit")), \($0.met) of \($0.checked) standards met" }
                .joined(separator: "; ")
        case .sumOf(let clauses, let breaches):
            guard let breaches else { return "it sums up \(Words.list(clauses))" }
            let open = clauses.filter { breaches.open[$0] != nil }
            guard !open.isEmpty else { return "it sums up \(Words.list(clauses)), of which no breach is open" }
            let counts = open.map { "\(breaches.open[$0] ?? 0) of \($0)" }
            return "it sums up \(Words.list(clauses)), with open breaches: \(Words.list(counts))"
        case .terms(let terms, let records):
            let used = terms.filter { $0.records > 0 }.map { "\"\($0.term)\" in \($0.records)" }
            let all = Words.list(terms.map { "\"\($0.term)\"" })
            return used.isEmpty
                ? "none of them uses the terms \(all)" : "of \(Plain.count(records, "record")), \(Words.list(used))"
        }
    }

    private static let weekdays = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]

    private static func range(_ shortest: Int, _ longest: Int) -> String {
        shortest == longest ? Plain.count(longest, "day") : "\(shortest) to \(Plain.count(longest, "day"))"
    }
}

extension Measure: JSONWritable {
    public func write(to writer: inout JSONWriter) {
        writer.object { writer in
            switch self {
            case .longestGap(let days, let from, let to):
                writer.member("longest_gap_days", days)
                writer.member("from", from.description)
                writer.member("to", to.description)
            case .spacing(let shortest, let longest):
                writer.member("shortest_spacing_days", shortest)
                writer.member("longest_spacing_days", longest)
            case .recordingLag(let records, let median, let longest, let unknown):
                writer.member("records", records)
                writer.member("median_lag_days", median)
                writer.member("longest_lag_days", longest)
                writer.member("lag_unknown", unknown)
            case .gap(let shortest, let longest, let pairs):
                writer.member("shortest_gap_days", shortest)
                writer.member("longest_gap_days", longest)
                writer.member("pairs", pairs)
            case .times(let weekdays, let hours):
                writer.key("weekdays")
                writer.object { writer in
                    for (name, count) in zip(Self.weekdays, weekdays) { writer.member(name.lowercased(), count) }
                }
                writer.member("first_hour", hours?.lowerBound)
                writer.member("last_hour", hours?.upperBound)
            case .changes(let count, let since):
                writer.member("changes", count)
                writer.member("since", since?.description)
            case .teams(let teams): writer.member("teams", teams)
            case .sumOf(let clauses, let breaches):
                writer.member("sum_of", clauses)
                guard let breaches else { return }
                writer.member("open_breaches", breaches.total)
                writer.key("by_clause")
                writer.object { writer in for clause in clauses { writer.member(clause, breaches.open[clause] ?? 0) } }
                writer.member("not_told", clauses.filter(breaches.untold.contains))
            case .terms(let terms, let records):
                writer.member("records", records)
                writer.key("terms")
                writer.object { writer in for term in terms { writer.member(term.term, term.records) } }
            }
        }
    }
}

extension Measure.Team: JSONWritable {
    public func write(to writer: inout JSONWriter) {
        writer.object { writer in
            writer.member("team", name)
            writer.member("audits", audits)
            writer.member("standards_checked", checked)
            writer.member("standards_met", met)
        }
    }
}
