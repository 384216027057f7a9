import Events

/// Makes the lines of one record: what a history, a register and a review show of an event.
struct Lines {
    let record: Record
    let perspective: Perspective
    let accounts: Accounts
    let copies: CopiedText
    private let decisions: DecisionEnds
    private let compares: Bool
    private let end: Instant?

    /// - Parameters:
    ///   - compares: whether the record holds what else was said of the same things. Where it does not, the lines say nothing
    ///     of contradictions.
    ///   - end: leaves out what happened after it.
    init(_ record: Record, _ perspective: Perspective, compares: Bool = true, by end: Instant?) {
        let accounts = Accounts(record)
        self.record = record
        self.perspective = perspective
        self.accounts = accounts
        self.compares = compares
        self.end = end
        copies = CopiedText(record, accounts)
        decisions = DecisionEnds(record, by: end)
    }

    /// - Parameter asked: whose entries are asked for, where these are of many subjects.
    func entry(_ index: Int, askedOf asked: Subject? = nil) -> HistoryEntry {
        // Parts are read where they are: copying an event counts two dozen references.
        let events = record.events
        let (correction, standing) = (record.correction(index), record.standing(index))
        let brief = record.briefs[index]
        let name = events[index].header.attributes.type
        let type = perspective.catalogue.types[name]
        return HistoryEntry(
            record: record,
            index: index,
            title: type?.title ?? name,
            summary: brief.hasData
                ? type?.summary.render(events[index].data) ?? name : events[index].erasure?.sentence ?? Catalogue.erased,
            lag: Lag(
                from: brief.time, events[index].header.attributes.timePrecision, to: brief.told, by: perspective.workingDays),
            lateAfter: perspective.lateAfter,
            corrects: correction.named.map { events[$0].header.position },
            correctsReference: correction.namedElsewhere,
            about: record.positions(record.about(index)),
            supersedes: decisions.superseded[index].map(record.positions) ?? [],
            endedBy: decisions.ends[index].map(record.positions) ?? [],
            correctedBy: record.positions(standing.putRightBy),
            withdrawnBy: record.positions(standing.withdrawnBy),
            isRestated: standing.isRestated,
            restates: accounts.restates[index].map { events[$0].header.position },
            contradicts: compares ? record.positions(accounts.contradicting(index, by: end)) : nil,
            sameTextAs: copies.sameTextAs[index].map { events[$0].header.position },
            crossReference: brief.isOwn && (asked.map { $0 == events[index].header.attributes.subject } ?? true)
                ? nil : events[index].header.attributes.subject)
    }
}
