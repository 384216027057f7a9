public import Events
public import JSON

/// One line of a history: an event as it stands in the record, with both its times and what became of it.
public struct HistoryEntry: Sendable {
    public var event: Event { record.events[index] }
    let record: Record
    let index: Int
    public let title: String
    /// The event in one line.
    public let summary: String
    let lag: Lag
    /// Working days after which an entry is late.
    let lateAfter: Int
    /// What it corrects, restates or withdraws.
    public let corrects: Position?
    /// The same as the source names it, where that is not in the ledger at this basis.
    public let correctsReference: EventReference?
    /// Corrections and restatements of it that stand.
    public let correctedBy: [Position]
    /// Withdrawals of it that stand.
    public let withdrawnBy: [Position]
    /// Whether it no longer counts, as another entry states it anew.
    public let isRestated: Bool
    /// What another source, or an earlier return, had said already.
    public let restates: Position?
    /// Entries that say otherwise of the same thing.
    public let contradicts: [Position]
    /// An earlier-told entry with the same narrative, word for word.
    public let sameTextAs: Position?
    /// The subject it belongs to, where it is another than the record's.
    public let crossReference: Subject?

    /// Working days from the event to its entry; nil where that cannot be told.
    public var lagWorkingDays: Int? { lag.workingDays }

    /// Whether it was written down late; nil where that cannot be told.
    public var isLate: Bool? { lag.workingDays.map { $0 > lateAfter } }
}

extension HistoryEntry: JSONWritable {
    public func write(to writer: inout JSONWriter) {
        writer.object { writeMembers(to: &$0) }
    }

    /// The members without their braces, for answers that add their own.
    func writeMembers(to writer: inout JSONWriter) {
        // Parts are read where they are: copying an event counts two dozen references.
        let events = record.events
        writer.member("position", events[index].header.position.rawValue)
        writer.member("type", events[index].header.attributes.type)
        writer.member("title", title)
        writer.member("time", events[index].header.attributes.time.text)
        writer.member("timeprecision", (events[index].header.attributes.timePrecision ?? .instant).rawValue)
        writer.member("enteredtime", events[index].header.attributes.enteredTime?.text)
        writer.member("recordedtime", events[index].header.recordedTime.description)
        writer.member("lag_working_days", lag.workingDays)
        if case .unknown(let reason) = lag { writer.member("lag_unknown", reason) }
        writer.member("late", isLate)
        if let days = lag.workingDays, days > lateAfter {
            writer.member(
                "late_reason", "written down \(Plain.count(days, "working day")) after; up to \(lateAfter) is in time")
        }
        let actor = events[index].header.attributes.actor ?? Author.unknown
        writer.member("actor", actor)
        writer.member("actorname", name: events[index].sealedAttributes)
        writer.member("actorrole", events[index].header.attributes.actorRole ?? (actor == Author.unknown ? actor : nil))
        writer.member("actorteam", events[index].header.attributes.actorTeam)
        writer.member("summary", summary)
        if let children = events[index].data?["children"], !children.isNull { writer.member("children", raw: children) }
        writer.member("corrects", corrects?.rawValue)
        if let correctsReference { writer.member("corrects_reference", correctsReference.description) }
        writer.member("corrected_by", positions: correctedBy)
        writer.member("withdrawn_by", positions: withdrawnBy)
        if isRestated { writer.member("restated", true) }
        if let restates { writer.member("restates", restates.rawValue) }
        writer.member("contradicts", positions: contradicts)
        if let sameTextAs { writer.member("same_text_as", sameTextAs.rawValue) }
        writer.member("cross_reference", crossReference?.description)
        writer.member("source", events[index].header.attributes.source)
        writer.member("id", events[index].header.attributes.id)
        if let correlation = events[index].header.attributes.correlationID { writer.member("correlationid", correlation) }
    }
}

extension JSONWriter {
    /// Writes a member that holds a list of positions.
    mutating func member(_ name: String, positions: [Position]) {
        key(name)
        array { writer in for position in positions { writer.integer(position.rawValue) } }
    }
}
