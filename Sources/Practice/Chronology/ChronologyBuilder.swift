import Events
import JSON

/// Gathers the lines of a chronology.
struct ChronologyBuilder {
    let record: Record
    let catalogue: Catalogue
    let accounts: Accounts

    /// A line in the making: one thing, and all that is said of it.
    private struct Line {
        /// The entry that states it now.
        let index: Int
        var reasons: [ChronologyEntry.Reason] = []
        /// Earlier statements, in order of position.
        var earlier: [Int] = []
        /// What another source said again.
        var repeated: [Int] = []
        var byHand: [Int] = []
    }

    init(_ record: Record, _ catalogue: Catalogue) {
        self.record = record
        self.catalogue = catalogue
        accounts = Accounts(record)
    }

    /// In order of time, then of entry, then of position.
    func entries() -> [ChronologyEntry] {
        var lines: [Line] = []
        var places: [Int: Int] = [:]
        var byHand: [Int] = []
        for (index, brief) in record.briefs.enumerated() where brief.isOwn && brief.hasData {
            if brief.kind == .chronologyEntered, !record.ties[index].isRestated, !record.ties[index].isWithdrawn {
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
                lines[base].reasons += reasons(index)
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
        lines[at].reasons += reasons
        if index == home { return }
        if accounts.restates[index] != nil { lines[at].repeated.append(index) } else { lines[at].earlier.append(index) }
    }

    /// The entry whose line an event is told in: what states it now, and who told it first. A withdrawn one has its own.
    private func home(_ index: Int) -> Int {
        if record.ties[index].isWithdrawn { return index }
        let current = record.current(index)
        return accounts.restates[current] ?? current
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
        let ties = record.ties[line.index]
        let sources =
            [line.index] + ties.basedOn.compactMap(\.index) + ties.correctedBy + ties.withdrawnBy + line.earlier
            + line.repeated + line.byHand
        var seen: Set<Int> = []
        // A person's words come before the rule's, and each reason once.
        var reasons: [ChronologyEntry.Reason] = []
        for reason in line.reasons.filter({ $0.chosenBy != .rule }) + line.reasons.filter({ $0.chosenBy == .rule })
        where !reasons.contains(reason) { reasons.append(reason) }
        let moment = moment(event)
        return ChronologyEntry(
            event: event, instant: moment.instant, timeText: moment.text, precision: moment.precision, text: text(event),
            reasons: reasons,
            sourcePositions: record.positions(sources.filter { seen.insert($0).inserted }),
            earlier: line.earlier.map { (record.events[$0].position, catalogue.summary(of: record.events[$0])) },
            byHand: line.byHand.map {
                ChronologyEntry.ByHand(event: record.events[$0], description: record.events[$0]["description"]?.string)
            },
            correctedBy: record.positions(ties.putRightBy),
            withdrawnBy: record.positions(ties.withdrawnBy),
            contradicts: record.positions(accounts.contradicts[line.index] ?? []))
    }

    /// A line entered by hand tells of the day it names, whatever day it was entered on.
    private func moment(_ event: Event) -> (instant: Instant, text: String, precision: TimePrecision) {
        guard event.attributes.type == Brief.Kind.chronologyEntered.rawValue,
            let day = event["event_date"]?.string.flatMap({ Day($0) })
        else {
            return (event.instant, event.attributes.timeText, event.attributes.timePrecision ?? .instant)
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
