import Events

extension TableMapping {
    /// A row of absences states the start of one and, once it is over, its end. It does not say how it ended.
    mutating func addAbsence(_ statement: Statement) {
        statement.check("MISSING", { Codes.absences[$0] != nil }, faults: &faults)
        checkBirthDate(statement)
        let start = statement.date("MIS_START", needed: true, faults: &faults).day
        let end = statement.date("MIS_END", needed: false, faults: &faults).day
        checkBirth(statement, start, "An absence")
        if let start, start > year.last {
            faults.add(.startsAfterReturn, of: statement, "MIS_START is \(inWords(start)).")
        }
        if let end, end > year.last { faults.add(.endsAfterReturn, of: statement, "MIS_END is \(inWords(end)).") }
        if let start, let end, end < start {
            faults.add(.endBeforeStart, of: statement, "MIS_START is \(inWords(start)), MIS_END \(inWords(end)).")
        }
        let code = statement["MISSING"]
        let details = Codes.absences[code].map { [EventDraft.Field("details", .text("\($0) (\(code))"))] } ?? []
        if let start {
            add(statement, part: "started", "missing_episode.started", on: start, .all, details)
        }
        if let end {
            let outcome = EventDraft.Field("outcome", .text("other"))
            add(statement, part: "ended", "missing_episode.ended", on: end, start == nil ? .all : .none, [outcome] + details)
        }
        if start == nil, end == nil { addUndated(statement, "MIS_START") }
    }

    /// A row about a care leaver states how things stood around a birthday in the year; it does not say on which day.
    mutating func addLeaver(_ statement: Statement) {
        statement.check("IN_TOUCH", { Codes.touch[$0] != nil }, faults: &faults)
        statement.check("ACTIV", { Codes.activities[$0] != nil }, needed: false, faults: &faults)
        statement.check("ACCOM", { Codes.accommodation($0) != nil }, needed: false, faults: &faults)
        checkBirthDate(statement)
        func says(_ column: String, _ words: String?) -> String {
            let code = statement[column]
            return code.isEmpty ? "not stated" : words.map { "\($0) (\(code))" } ?? code
        }
        let touch = says("IN_TOUCH", Codes.touch[statement["IN_TOUCH"]])
        let activity = says("ACTIV", Codes.activities[statement["ACTIV"]])
        let home = says("ACCOM", Codes.accommodation(statement["ACCOM"]))
        addDocument(statement, "Care leaver: in touch: \(touch); main activity: \(activity); accommodation: \(home)")
        guard statement["IN_TOUCH"] == Codes.leaverDied else { return }
        add(
            statement, part: "death", "person.recorded", on: year.last, .none,
            [
                EventDraft.Field("person", .text(statement.child)), EventDraft.Field("relationship", .text("subject")),
                EventDraft.Field("deceased", .bool(true)),
            ])
    }

    /// A row about an unaccompanied asylum-seeking child states that, and the day on which the status ceases.
    mutating func addAsylumSeeker(_ statement: Statement) {
        statement.check("SEX", { Codes.sexes[$0] != nil }, faults: &faults)
        checkBirthDate(statement)
        let ceases = statement.date("DUC", needed: false, faults: &faults).day
        if let ceases, ceases > year.last {
            faults.add(.ceasesAfterReturn, of: statement, "DUC is \(inWords(ceases)).")
        }
        let end = ceases.map { "; day on which the status ceases: \(inWords($0))" } ?? ""
        addDocument(statement, "Unaccompanied asylum-seeking child\(end)")
    }
}
