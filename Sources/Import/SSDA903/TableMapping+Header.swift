import Events

extension TableMapping {
    /// A header states who the child is, as known when the return closed.
    mutating func addHeader(_ statement: Statement) {
        statement.check("SEX", { Codes.sexes[$0] != nil }, faults: &faults)
        statement.check("ETHNIC", { Codes.ethnicities[$0] != nil }, faults: &faults)
        statement.check("MOTHER", Codes.mothers.contains, needed: false, faults: &faults)
        var data = [
            EventDraft.Field("person", .text(statement.child)), EventDraft.Field("relationship", .text("subject")),
        ]
        if let birth = statement.date("DOB", needed: true, faults: &faults).day {
            data.append(EventDraft.Field("date_of_birth", .text(birth.description)))
            if birth > year.last {
                faults.add(.bornAfterReturn, of: statement, "DOB is \(inWords(birth)).")
            }
        }
        if !statement["SEX"].isEmpty {
            data.append(EventDraft.Field("sex", .text(Codes.sexes[statement["SEX"]] ?? statement["SEX"])))
        }
        if let ethnicity = ethnicity(statement["ETHNIC"]) { data.append(EventDraft.Field("ethnicity", .text(ethnicity))) }
        add(statement, "person.recorded", on: year.last, .all, data)
        addMothersChild(statement)
    }

    /// Nil where the code says that the ethnic origin is not known, or there is none.
    private func ethnicity(_ code: String) -> String? {
        guard !code.isEmpty else { return nil }
        guard let known = Codes.ethnicities[code] else { return code }
        return known.map { "\($0) (\(code))" }
    }

    /// A young mother's header also gives her own child's date of birth.
    private mutating func addMothersChild(_ statement: Statement) {
        guard let birth = statement.date("MC_DOB", needed: false, faults: &faults).day else { return }
        if birth > year.last { faults.add(.bornAfterReturn, of: statement, "MC_DOB is \(inWords(birth)).") }
        add(
            statement, part: "child", "person.recorded", on: year.last, .none,
            [
                EventDraft.Field("person", .object([EventDraft.Field("role", .text("child of \(statement.child)"))])),
                EventDraft.Field("relationship", .text("son or daughter")),
                EventDraft.Field("date_of_birth", .text(birth.description)),
            ])
    }
}
