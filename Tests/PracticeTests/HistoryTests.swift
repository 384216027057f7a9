import Events
import JSON
import Practice
import Testing

@Suite struct `A history` {
    @Test func `is in order of time, then of entry, then of position`() throws {
        var ledger = Ledger()
        try ledger.post("case_note.entered", "late", "2026-03-04", #""note_type":"other""#, entered: "2026-03-20")
        try ledger.post("case_note.entered", "early", "2026-03-04", #""note_type":"other""#, entered: "2026-03-05")
        try ledger.post("case_note.entered", "before", "2026-03-03", #""note_type":"other""#, entered: "2026-03-30")
        try ledger.post("case_note.entered", "same", "2026-03-04", #""note_type":"other""#, entered: "2026-03-05")
        let entries = History(ledger.record, try Published.need()).entries
        #expect(entries.map(\.event.attributes.id) == ["before", "early", "same", "late"])
    }

    @Test func `is cut to a period and a date`() throws {
        var ledger = Ledger()
        for day in ["01", "02", "03", "04"] {
            try ledger.post("case_note.entered", day, "2026-03-\(day)", #""note_type":"other""#)
        }
        let perspective = try Published.need()
        func ids(_ history: History) -> [String] { history.entries.map(\.event.attributes.id) }
        let period = Period(from: Day("2026-03-02"), to: Day("2026-03-03"))
        #expect(ids(History(ledger.record, perspective, within: period)) == ["02", "03"])
        #expect(ids(History(ledger.record, perspective, asAt: Day("2026-03-02"))) == ["01", "02"])
        let instants = Period(from: Instant("2026-03-02T12:00:00Z"), to: Instant("2026-03-03T11:59:59Z"))
        #expect(ids(History(ledger.record, perspective, within: instants)) == ["02"])
    }

    @Test func `has the contract's fields, null where there is nothing`() throws {
        var ledger = Ledger()
        try ledger.post("case_note.entered", "n", "2026-03-04T10:00:00+00:00", #""note_type":"other""#, actor: "unknown")
        let entry = try History(ledger.record, try Published.need()).json()["entries"]?.elements.first { _ in true }
        let names = try #require(entry).members.compactMap(\.key.string)
        for name in [
            "position", "type", "time", "timeprecision", "enteredtime", "recordedtime", "lag_working_days", "actor", "actorname",
            "actorrole", "actorteam", "summary", "corrects", "corrected_by", "cross_reference",
        ] { #expect(names.contains(name), "\(name)") }
        #expect(entry?["time"]?.string == "2026-03-04T10:00:00Z")
        #expect(entry?["timeprecision"]?.string == "instant")
        #expect(entry?["actor"]?.string == "unknown")
        #expect(entry?["actorrole"]?.string == "unknown")
        #expect(entry?["enteredtime"]?.isNull == true)
        #expect(entry?["corrected_by"]?.count == 0)
        #expect(entry?["cross_reference"]?.isNull == true)
    }

    static let note =
        "Home clean and warm with food in the cupboards. Both children seen, well presented, and spoken to in their room."

    @Test func `marks the same words seen again on another day`() throws {
        var ledger = Ledger()
        try ledger.post("visit.made", "second", "2026-03-18", #""details":"\#(Self.note.uppercased())""#, entered: "2026-03-18")
        try ledger.post("visit.made", "first", "2026-03-04", #""details":"\#(Self.note)""#, entered: "2026-03-05")
        try ledger.post(
            "visit.made", "third", "2026-04-01", #""details":"  \#(Self.note.replacing(".", with: " - "))""#,
            entered: "2026-04-01")
        try ledger.post("visit.made", "short", "2026-03-05", #""details":"No change.""#)
        try ledger.post("visit.made", "shorter", "2026-03-06", #""details":"No change.""#)
        try ledger.post(
            "visit.made", "corrected", "2026-03-04", #""details":"\#(Self.note)""#, entered: "2026-04-09", corrects: "first")
        try ledger.post(
            "visit.made", "elsewhere", "2026-03-09", #""details":"\#(Self.note)""#, subject: "case/2",
            more: #""concerns":"case/1""#)
        let entries = History(ledger.record, try Published.need()).entries
        let marks = entries.reduce(into: [String: UInt64]()) { $0[$1.event.attributes.id] = $1.sameTextAs?.rawValue }
        // A correction is not marked against what it corrects; it is against others.
        #expect(marks["second"] == ledger.position("first"))
        #expect(marks["third"] == ledger.position("first"))
        #expect(marks["first"] == nil && marks["short"] == nil && marks["shorter"] == nil && marks["elsewhere"] == nil)
    }

    @Test func `shows an erased event as erased`() throws {
        var ledger = Ledger()
        try ledger.post(
            "visit.made", "v", "2026-03-04", #""visit_type":"other","child_seen":true"#, more: #""actorname":"A. Patel""#)
        let event = try #require(ledger.event("v"))
        let erased = Event(header: event.header, data: nil, sealedAttributes: SealedAttributes())
        let record = Record([erased], of: Subject(Ledger.subject))
        let perspective = try Published.need()
        let entry = try #require(History(record, perspective).entries.first).json()
        #expect(entry["summary"]?.string == "erased")
        #expect(entry["actorname"]?.isNull == true)
        #expect(Chronology(record, perspective).entries.isEmpty)
        // That a visit was made stands in the header; what it said is gone, and so is not denied.
        #expect(Visits(record, perspective).entries.map(\.counts) == [true])
        let gone = ["What the record said has been erased."]
        #expect(Visits(record, perspective).absences == gone)
        let state = try CaseState(record).json()
        #expect(state["status"]?.string == "erased")
        #expect(
            state["absences"]?.elements.compactMap(\.string) == gone + [
                "No management oversight is recorded.", "No supervision of the case is recorded.",
            ])
    }
}
