import Events

/// Makes the lines of one record: what a history, a register and a review show of an event.
struct Lines {
    let record: Record
    let perspective: Perspective
    let accounts: Accounts
    let copies: CopiedText

    init(_ record: Record, _ perspective: Perspective, accounts: Accounts? = nil) {
        let accounts = accounts ?? Accounts(record)
        self.record = record
        self.perspective = perspective
        self.accounts = accounts
        copies = CopiedText(record, accounts)
    }

    func entry(_ index: Int) -> HistoryEntry {
        let event = record.events[index]
        let ties = record.ties[index]
        let type = perspective.catalogue.types[event.attributes.type]
        return HistoryEntry(
            record: record,
            index: index,
            title: type?.title ?? event.attributes.type,
            summary: event.data == nil ? "erased" : type?.summary.render(event) ?? event.attributes.type,
            lag: Lag(of: event, by: perspective.workingDays),
            lateAfter: perspective.lateAfter,
            corrects: ties.corrects.lazy.compactMap(\.index).first.map { record.events[$0].position },
            correctsReference: ties.corrects.lazy.compactMap(\.reference).first,
            correctedBy: record.positions(ties.correctedBy),
            withdrawnBy: record.positions(ties.withdrawnBy),
            isRestated: ties.isRestated,
            restates: accounts.restates[index].map { record.events[$0].position },
            contradicts: accounts.contradicts[index].map(record.positions) ?? [],
            sameTextAs: copies.sameTextAs[index].map { record.events[$0].position },
            crossReference: record.isOwn(index) ? nil : event.attributes.subject)
    }
}
