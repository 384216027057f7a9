import Events
import Practice

/// What lacks, in words.
extension Sentence {
    /// That nothing was found for a person to look at, and what comes nearest.
    var noEvidence: String {
        let none = "No record was found that shows this"
        guard clause.asksForContent, finding.due == nil, let shortfall = finding.shortfall else { return none + nearMiss }
        let unsaid = unsaid(shortfall, "")
        return "\(none): \(unsaid.prefix(1).lowercased())\(unsaid.dropFirst())"
    }

    /// That it is there of some whom or what it is asked for, and not of others; nil where it is of none.
    func inPart(_ yet: String) -> String? {
        guard !finding.lacking.isEmpty, finding.shortfall == nil else { return nil }
        return "Not all that is asked is on record\(yet)\(trigger.map { " for \($0)" } ?? "")"
    }

    /// The record that was there in time and fails only in what is asked of it, so that nobody thinks it was not seen.
    var nearMiss: String {
        guard let shortfall = finding.shortfall, let record = shortfall.record else { return "" }
        let faults = faults(of: shortfall, "")
        guard record.position != finding.trigger?.position else { return "; that entry \(faults)" }
        return "; the \(Words.name(of: record)) of \(Words.time(of: record)) comes nearest, but \(faults)"
    }

    /// What a record leaves unsaid, in words.
    func unsaid(_ shortfall: Finding.Shortfall, _ yet: String) -> String {
        switch shortfall.origin {
        case .elsewhere:
            let what = trigger.map { "that belongs to \($0)" } ?? stretch ?? "at that time"
            return "Nothing on record \(what) says\(yet)\(Self.items(shortfall.unsaidWords))"
        case .none(let noun):
            let during = stretch.map { " \($0)" } ?? ""
            return "There is no \(noun) on record\(during)\(yet) that says\(Self.items(shortfall.unsaidWords))"
        case .record(let record):
            return "The \(Words.name(of: record)) of \(Words.time(of: record)) \(faults(of: shortfall, yet))"
        }
    }

    private func faults(of shortfall: Finding.Shortfall, _ yet: String) -> String {
        var parts: [String] = []
        func add(_ what: String, _ words: [String]) { if !words.isEmpty { parts.append(what + Self.items(words)) } }
        add("does not say\(yet)", shortfall.unsaidWords)
        add("does not say\(yet) all that is asked of it about", shortfall.partlyWords)
        add("says something else than is asked of it about", shortfall.otherwiseWords)
        return parts.joined(separator: ", and ")
    }

    /// The stretch that is judged, where it is over and what came after it does not count.
    private var stretch: String? {
        guard finding.trigger == nil, let from = finding.period?.from, let through = finding.period?.through else { return nil }
        return "between \(Plain.date(London.day(of: from))) and \(Plain.date(London.day(of: through)))"
    }

    /// Items named at most; the rest are counted.
    private static let mostItems = 6

    /// One as it is; several behind a colon, as each may have commas of its own.
    private static func items(_ words: [String]) -> String {
        guard words.count > 1 else { return " " + (words.first ?? "") }
        let rest = words.count > mostItems ? ["and \(words.count - mostItems) more"] : []
        return ": " + (words.prefix(mostItems) + rest).joined(separator: "; ")
    }
}
