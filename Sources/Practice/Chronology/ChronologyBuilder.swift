import Events
import JSON

/// Gathers the lines of a chronology.
struct ChronologyBuilder {
    let record: Record
    let catalogue: Catalogue
    let accounts: Accounts
    /// What says otherwise and happened later is left out.
    let end: Instant?

    /// A line in the making: one thing, and all that is said of it.
    private struct Line {
        /// The entry that states it now.
        let index: Int
        /// Why it is significant, and by which entry.
        var reasons: [(reason: ChronologyEntry.Reason, index: Int)] = []
        /// Earlier statements.
        var earlier: [Int] = []
        /// What another source said again.
        var repeated: [Int] = []
        var byHand: [Int] = []
    }

    init(_ record: Record, _ catalogue: Catalogue, by end: Instant?) {
        self.record = record
        self.catalogue = catalogue
        self.end = end
        accounts = Accounts(record)
    }

    /// In order of time, then of entry, then of position.
    func entries() -> [ChronologyEntry] {
        var lines: [Line] = []
        var places: [Int: Int] = [:]
        var byHand: [Int] = []
        for (index, brief) in record.briefs.enumerated() where brief.isOwn && brief.hasData {
            if brief.kind == .chronologyEntered, record.stands(index) {
                byHand.append(index)
                continue
            }
            let reasons = reasons(index)
            guard !reasons.isEmpty else { continue }
            add(index, reasons, to: &lines, &places)
        }
        for index in byHand {
            // A line that names another day tells of another thing.
            let day = moment(record.events[index]).instant
            let base = record.restsOn(index).lazy.compactMap { places[home($0)] }.first {
                record.events[lines[$0].index].day == London.day(of: day)
            }
            if places[index] == nil, let base {
                lines[base].byHand.append(index)
                lines[base].reasons += reasons(index).map { ($0, index) }
            } else {
                add(index, reasons(index), to: &lines, &places)
            }
        }
        return lines.map(entry).map { (entry: $0, told: $0.event.header.enteredOrRecorded) }
            .sorted { a, b in
                if a.entry.instant != b.entry.instant { return a.entry.instant < b.entry.instant }
                return a.told != b.told ? a.told < b.told : a.entry.event.position < b.entry.event.position
            }
            .map(\.entry)
    }

    private func add(
        _ index: Int, _ reasons: [ChronologyEntry.Reason], to lines: inout [Line], _ places: inout [Int: Int]
    ) {
        let home = home(index)
        let at = places[home] ?? lines.count
        if at == lines.count {
            lines.append(Line(index: home))
            places[home] = at
        }
        lines[at].reasons += reasons.map { ($0, index) }
        if index == home { return }
        if accounts.restates[index] != nil { lines[at].repeated.append(index) } else { lines[at].earlier.append(index) }
    }

    /// The entry whose line an event is told in: what states it now, and who told it first. A withdrawn one has its own, and so
    /// has one that is stated anew on another file only: what stands there is not of this record.
    private func home(_ index: Int) -> Int {
        if record.standing(index).isWithdrawn { return index }
        let home = record.statements(from: index).last(where: record.isOwn) ?? index
        return accounts.restates[home] ?? home
    }

    /// Why an event is significant: in the words of who marked or entered it, and by rule.
    private func reasons(_ index: Int) -> [ChronologyEntry.Reason] {
        let event = record.events[index]
        let person = ChronologyEntry.Chooser.person(id: event.author.id, name: event.actorName, role: event.author.role)
        let rule = catalogue.significance(of: event)
        if event.attributes.type == Brief.Kind.chronologyEntered.rawValue {
            let words = event["significance"]?.string ?? event["significance_reason"]?.string ?? rule
            return [ChronologyEntry.Reason(significance: words ?? "No reason is given.", chosenBy: person)]
        }
        var found: [ChronologyEntry.Reason] = []
        if let words = event["significance"]?.string, !words.isEmpty {
            found.append(ChronologyEntry.Reason(significance: words, chosenBy: person))
        }
        if let rule { found.append(ChronologyEntry.Reason(significance: rule, chosenBy: .rule)) }
        return found
    }

    private func entry(_ line: Line) -> ChronologyEntry {
        let event = record.events[line.index]
        let standing = record.standing(line.index)
        let earlier = line.earlier.sorted(by: record.wasToldBefore)
        let named = record.basis(line.index)
        let sources =
            [line.index] + named.compactMap(\.index) + standing.correctedBy + standing.withdrawnBy + earlier
            + line.repeated + line.byHand
        var seen: Set<Int> = []
        let all = sources.filter { seen.insert($0).inserted }
        let moment = moment(event)
        let current = record.current(line.index)
        return ChronologyEntry(
            event: event, instant: moment.instant, timeText: moment.text, precision: moment.precision, text: text(event),
            reasons: reasons(of: line, earlier),
            sourcePositions: record.positions(all),
            sourcesNotHere: named.compactMap(\.reference).map { ($0, record.absence(of: $0)) },
            sourcesElsewhere: all.filter { !record.isOwn($0) }.map { record.events[$0].attributes.subject },
            earlier: earlier.map { (record.events[$0].position, catalogue.summary(of: record.events[$0])) },
            byHand: line.byHand.map {
                ChronologyEntry.ByHand(event: record.events[$0], description: record.events[$0]["description"]?.string)
            },
            correctedBy: record.positions(standing.putRightBy),
            withdrawnBy: record.positions(standing.withdrawnBy),
            restatedOn: record.isOwn(current) ? nil : record.events[current].attributes.subject,
            contradicts: record.positions(accounts.contradicting(line.index, by: end)))
    }

    /// Each reason once: a person's words before the rule's, and the present statement's before those of earlier ones. What
    /// made only an earlier statement significant by rule is no reason where the present one has its own.
    private func reasons(of line: Line, _ earlier: [Int]) -> [ChronologyEntry.Reason] {
        let present = line.reasons.filter { !earlier.contains($0.index) }
        let past = earlier.flatMap { index in line.reasons.filter { $0.index == index } }
        let all =
            present.map(\.reason)
            + past.filter { present.isEmpty || $0.reason.chosenBy != .rule }.map { past in
                var reason = past.reason
                reason.saidOf = record.events[past.index].position
                return reason
            }
        var reasons: [ChronologyEntry.Reason] = []
        for reason in all.filter({ $0.chosenBy != .rule }) + all.filter({ $0.chosenBy == .rule })
        where !reasons.contains(where: { $0.significance == reason.significance && $0.chosenBy == reason.chosenBy }) {
            reasons.append(reason)
        }
        return reasons
    }

    /// A line entered by hand tells of the day it names, whatever day it was entered on.
    private func moment(_ event: Event) -> (instant: Instant, text: String, precision: TimePrecision) {
        guard event.attributes.type == Brief.Kind.chronologyEntered.rawValue,
            let day = event["event_date"]?.string.flatMap({ Day($0) })
        else {
            return (event.instant, event.attributes.timeText, event.precision)
        }
        let instant = Instant(startOf: day)
        return (instant, instant.description, .day)
    }

    private func text(_ event: Event) -> String {
        guard event.attributes.type == Brief.Kind.chronologyEntered.rawValue, let description = event["description"]?.string
        else {
            return catalogue.summary(of: event)
        }
        return description
    }
}
