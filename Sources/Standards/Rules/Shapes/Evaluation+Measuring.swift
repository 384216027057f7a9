import Events
import JSON

extension Evaluation {
    /// Puts beside what was found of a flagged clause what it shows a person to judge by.
    func measure(_ rule: CompiledClause, _ found: inout [Judged]) {
        guard let feature = rule.clause.features.first(where: { Self.measuring.contains($0.name) }) else { return }
        if feature.name == .noOpenBreachOf { return sumUp(rule, &found) }
        if feature.name == .textCheck {
            guard let first = found.firstIndex(where: { $0.status == .evidenceFound }) else { return }
            found[first].measure = terms(rule.clause.quotedTerms, found.flatMap(\.evidence))
            return
        }
        if feature.name == .spreadOfTimes {
            guard let first = found.firstIndex(where: { $0.status != .notApplicable }) else { return }
            found[first].measure = times(found.flatMap { judged in judged.trigger.map { [$0] } ?? judged.evidence })
            return
        }
        for at in found.indices where found[at].status == .evidenceFound || found[at].status == .noEvidence {
            found[at].measure = measure(feature.name, rule, found[at])
        }
    }

    private static let measuring: Set<Feature.Name> = [
        .regularWithoutNumber, .measureRecordingLag, .measureGap, .measureSpacing, .spreadOfTimes, .staleAfterChange,
        .compareByTeam, .noOpenBreachOf, .textCheck,
    ]

    private func measure(_ name: Feature.Name, _ rule: CompiledClause, _ judged: Judged) -> Measure? {
        let days = judged.evidence.map { day(of: $0) }.sorted { $0.number < $1.number }
        switch name {
        case .regularWithoutNumber: return judged.trigger == nil ? longestGap(judged.period, days) : nil
        case .measureSpacing:
            let gaps = zip(days, days.dropFirst()).map { $1.number - $0.number }
            return gaps.min().flatMap { shortest in gaps.max().map { .spacing(shortest: shortest, longest: $0) } }
        case .measureRecordingLag: return recordingLag(judged.evidence)
        case .measureGap: return gap(judged)
        case .staleAfterChange: return changes(rule, judged)
        case .compareByTeam: return teams(judged.evidence)
        default: return nil
        }
    }

    private func day(of place: Int) -> Day { London.day(of: table.event(place).header.attributes.time.instant) }

    /// The longest time without a record, from the beginning of the period to its end, or to the day asked about.
    private func longestGap(_ period: Stretch, _ days: [Day]) -> Measure? {
        let first = max(period.lo, table.entries.first?.when.lo ?? period.lo)
        let last = min(period.hi == .max ? .max : period.hi - 1, horizon.microseconds)
        guard first <= last else { return nil }
        let (from, to) = (
            London.day(of: Instant(microseconds: first)), London.day(of: Instant(microseconds: last))
        )
        let points = [from] + days.filter { $0.number >= from.number && $0.number <= to.number } + [to]
        let gaps = zip(points, points.dropFirst())
        return gaps.max { $0.1.number - $0.0.number < $1.1.number - $1.0.number }
            .map { .longestGap(days: $0.1.number - $0.0.number, from: $0.0, to: $0.1) }
    }

    /// How long after it happened each record was written down.
    private func recordingLag(_ places: [Int]) -> Measure? {
        let lags = places.compactMap { place -> Int? in
            table.event(place).header.attributes.enteredTime.map {
                London.day(of: $0.instant).number - day(of: place).number
            }
        }.sorted()
        guard let longest = lags.last else { return nil }
        return .recordingLag(
            records: lags.count, median: lags[(lags.count - 1) / 2], longest: longest, unknown: places.count - lags.count)
    }

    /// From the trigger, or what a record is based on, or the time that it plans, to when it was done.
    private func gap(_ judged: Judged) -> Measure? {
        let pairs = judged.trigger.map { trigger in judged.evidence.map { (trigger, $0) } } ?? []
        var gaps = pairs.map { day(of: $0.1).number - day(of: $0.0).number }
        if judged.trigger == nil {
            let planned = judged.evidence.compactMap { place in
                table.entries[place]["scheduled_for"]?.string.flatMap { Day($0) ?? Instant($0).map { London.day(of: $0) } }
            }
            let done = judged.evidence.filter { table.entries[$0]["scheduled_for"] == nil }.map { day(of: $0) }
            gaps += planned.compactMap { plan in done.map { abs($0.number - plan.number) }.min() }
            for place in judged.evidence {
                gaps += table.basis(of: place).map { day(of: place).number - day(of: $0).number }
            }
        }
        guard let shortest = gaps.min(), let longest = gaps.max() else { return nil }
        return .gap(shortest: shortest, longest: longest, pairs: gaps.count)
    }

    /// On which days of the week, and between which hours, events happened.
    private func times(_ places: [Int]) -> Measure? {
        guard !places.isEmpty else { return nil }
        var weekdays = [Int](repeating: 0, count: 7)
        var hours: [Int] = []
        for place in Set(places) {
            let entry = table.entries[place]
            guard !entry.when.isVague else { continue }
            weekdays[day(of: place).weekday] += 1
            if entry.when.isExact { hours.append(London.clock(entry.when.first).hour) }
        }
        guard weekdays.contains(where: { $0 > 0 }) else { return nil }
        return .times(weekdays: weekdays, hours: hours.min().flatMap { first in hours.max().map { first...$0 } })
    }

    /// In how many records each term stands, in whatever field: a hint for the reader, never a failing.
    private func terms(_ terms: [String], _ places: [Int]) -> Measure? {
        guard !terms.isEmpty else { return nil }
        let texts = Set(places).map { place in
            (table.entries[place].data.map(Self.texts) ?? []).map { WordedText($0) }
        }
        return .terms(
            terms.map { term in
                let wanted = WordedText(term)
                return Measure.Term(term: term, records: texts.count { $0.contains { $0.holds(wanted) } })
            }, records: texts.count)
    }

    /// All texts of a value.
    private static func texts(_ value: JSONValue) -> [String] {
        switch value.kind {
        case .string: value.string.map { [$0] } ?? []
        case .array: value.elements.flatMap(texts)
        case .object: value.members.flatMap { texts($0.value) }
        default: []
        }
    }

    /// What came after the last record of the kind that the clause names first.
    private func changes(_ rule: CompiledClause, _ judged: Judged) -> Measure? {
        guard case .any(let parts)? = (rule.evidence ?? rule.requirement)?.kind, let first = parts.first else { return nil }
        let following = Set(first.events.flatMap { hits($0.match.pattern).map(\.place) })
        let last = judged.evidence.last { following.contains($0) }
        let changes = judged.evidence.filter { place in
            !following.contains(place) && last.map { table.entries[place].order > table.entries[$0].order } ?? true
        }
        return .changes(count: changes.count, since: last.map { day(of: $0) })
    }

    private func teams(_ places: [Int]) -> Measure? {
        var byTeam: [String: (audits: Int, checked: Int, met: Int)] = [:]
        for place in places {
            let entry = table.entries[place]
            guard let team = entry["audit_team"]?.string else { continue }
            let known = byTeam[team] ?? (0, 0, 0)
            byTeam[team] = (
                known.audits + 1, known.checked + (entry["standards_checked"]?.count ?? 0),
                known.met + (entry["standards_met"]?.count ?? 0)
            )
        }
        guard !byTeam.isEmpty else { return nil }
        return .teams(
            byTeam.sorted { $0.key < $1.key }.map {
                Measure.Team(name: $0.key, audits: $0.value.audits, checked: $0.value.checked, met: $0.value.met)
            })
    }

    /// A clause that sums up others names them; which they are the authority has to say. Whether one of them is broken is seen
    /// only in the records of all that the service does.
    private func sumUp(_ rule: CompiledClause, _ found: inout [Judged]) {
        for name in rule.clause.summingParameters {
            for at in found.indices where found[at].status == .evidenceFound || found[at].status == .noEvidence {
                guard case .words(let clauses)? = parameters.value(name, on: asAt), !clauses.isEmpty else {
                    found[at].status = .notConfigured
                    found[at].doubts = [.notConfigured(name)]
                    continue
                }
                let standing = breaches?.limited(to: clauses)
                found[at].measure = .sumOf(clauses, standing)
                (found[at].status, found[at].doubts) = standing?.verdict ?? (.cannotTell, [.acrossCases])
            }
        }
    }
}
