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
    /// What it endorses, challenges, ends, complains of or answers.
    public let about: [Position]
    /// The decisions whose place it takes.
    public let supersedes: [Position]
    /// Ends of this decision that stand.
    public let endedBy: [Position]
    /// Corrections, restatements and withdrawals of it that stand.
    public let correctedBy: [Position]
    /// The withdrawals among these.
    public let withdrawnBy: [Position]
    /// Whether it no longer counts, as another entry states it anew.
    public let isRestated: Bool
    /// What another source, or an earlier return, had said already.
    public let restates: Position?
    /// Entries that say otherwise of the same thing; nil where nothing was compared.
    public let contradicts: [Position]?
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
        writer.member(Name.position, events[index].header.position)
        writer.member(Name.type, events[index].header.attributes.type)
        writer.member(Name.title, title)
        writer.key(Name.time)
        writer.plain(events[index].header.attributes.timeText)
        writer.key(Name.timeprecision)
        writer.plain(events[index].precision.rawValue)
        writer.key(Name.enteredtime)
        if let entered = events[index].header.attributes.enteredTime { writer.plain(entered.utc) } else { writer.null() }
        writer.key(Name.recordedtime)
        writer.plain(events[index].header.recordedTime.fixedWidth)
        writeLag(to: &writer)
        let actor = events[index].header.attributes.actor ?? Author.unknown
        writer.member(Name.actor, actor)
        writer.key(Name.actorname)
        writer.name(events[index].sealedAttributes)
        writer.member(Name.actorrole, events[index].header.attributes.actorRole ?? (actor == Author.unknown ? actor : nil))
        writer.member(Name.actorteam, events[index].header.attributes.actorTeam)
        writer.member(Name.summary, summary)
        if let children = events[index].data?["children"], !children.isNull {
            writer.key(Name.children)
            writer.raw(children.text)
        }
        writer.member(Name.corrects, corrects)
        if let correctsReference {
            writer.member("corrects_reference", correctsReference.description)
            writer.member("corrects_absence", record.absence(of: correctsReference))
        }
        if !about.isEmpty { writer.member("about", positions: about) }
        if !supersedes.isEmpty { writer.member("supersedes", positions: supersedes) }
        if !endedBy.isEmpty { writer.member("ended_by", positions: endedBy) }
        writer.member(Name.correctedBy, correctedBy)
        writer.member(Name.withdrawnBy, withdrawnBy)
        if isRestated { writer.member("restated", true) }
        if let restates { writer.member("restates", restates.rawValue) }
        if let contradicts {
            writer.member(Name.contradicts, contradicts)
        } else {
            writer.key(Name.contradicts)
            writer.null()
        }
        if let sameTextAs { writer.member("same_text_as", sameTextAs.rawValue) }
        writer.member(Name.crossReference, crossReference?.description)
        let concerns = events[index].header.attributes.concerns
        if !concerns.isEmpty { writer.member("concerns", concerns.map(\.description)) }
        writer.member(Name.source, events[index].header.attributes.source)
        writer.member(Name.id, events[index].header.attributes.id)
        if let correlation = events[index].header.attributes.correlationID { writer.member("correlationid", correlation) }
    }

    private func writeLag(to writer: inout JSONWriter) {
        writer.key(Name.lag)
        switch lag {
        case .workingDays(let days):
            writer.integer(UInt64(days))
            writer.key(Name.late)
            writer.bool(days > lateAfter)
            guard days > lateAfter else { return }
            let how = record.events[index].header.attributes.enteredTime == nil ? "recorded in this ledger" : "written down"
            writer.member("late_reason", "\(how) \(Plain.count(days, "working day")) after; up to \(lateAfter) is in time")
        case .unknown(let reason):
            writer.null()
            writer.member("lag_unknown", reason)
            writer.key(Name.late)
            writer.null()
        }
    }
}

/// Names of members that every line has.
private enum Name {
    static let position = JSONName("position")
    static let type = JSONName("type")
    static let title = JSONName("title")
    static let time = JSONName("time")
    static let timeprecision = JSONName("timeprecision")
    static let enteredtime = JSONName("enteredtime")
    static let recordedtime = JSONName("recordedtime")
    static let lag = JSONName("lag_working_days")
    static let late = JSONName("late")
    static let actor = JSONName("actor")
    static let actorname = JSONName("actorname")
    static let actorrole = JSONName("actorrole")
    static let actorteam = JSONName("actorteam")
    static let summary = JSONName("summary")
    static let children = JSONName("children")
    static let corrects = JSONName("corrects")
    static let correctedBy = JSONName("corrected_by")
    static let withdrawnBy = JSONName("withdrawn_by")
    static let contradicts = JSONName("contradicts")
    static let crossReference = JSONName("cross_reference")
    static let source = JSONName("source")
    static let id = JSONName("id")
}

extension JSONWriter {
    fileprivate mutating func member(_ name: JSONName, _ text: String?) {
        key(name)
        if let text { string(text) } else { null() }
    }

    fileprivate mutating func member(_ name: JSONName, _ position: Position?) {
        key(name)
        if let position { integer(position.rawValue) } else { null() }
    }

    fileprivate mutating func member(_ name: JSONName, _ positions: [Position]) {
        key(name)
        array { writer in for position in positions { writer.integer(position.rawValue) } }
    }
}

extension JSONWriter {
    /// Writes a member that holds a list of positions.
    mutating func member(_ name: String, positions: [Position]) {
        key(name)
        array { writer in for position in positions { writer.integer(position.rawValue) } }
    }
}
