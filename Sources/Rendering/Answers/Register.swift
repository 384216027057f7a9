import JSON

/// What the registers of visits and oversight share.
enum Register {
    /// The marks of a line, with the days since the one before it where those are many.
    static func notes(_ entry: JSONValue) -> [String] {
        var marks = Marks.of(entry)
        if let days = entry["days_since_previous"]?.integer, days > 0 {
            marks.insert("\(Plain.count(Int(days), "day")) after the one before", at: 0)
        }
        return marks.isEmpty ? [] : [Plain.capital(marks.joined(separator: "; ")) + "."]
    }

    /// The gaps and absences, and the basis.
    ///
    /// - Parameter absence: what to say where there is no entry, without its full stop.
    static func end(_ reply: Reply, _ entries: [JSONValue], absence: String, _ sheet: inout Sheet) {
        let absences = reply["absences"]?.elements.compactMap(\.string) ?? []
        sheet.gap()
        // What the register itself says is missing is said better.
        if entries.isEmpty, absences.isEmpty { sheet.say(reply.asked.none(absence)) }
        for text in absences { sheet.say(text) }
        let gaps = reply["gaps"].map { Array($0.elements) } ?? [reply["longest_gap"]].compactMap { $0 }
        let said = gaps.compactMap { $0["says"]?.string }
        if said.count == 1 { sheet.say("The longest gap: \(said[0])") }
        if said.count > 1 {
            sheet.say("The longest gaps:")
            for gap in said { sheet.item(gap) }
        }
        HistoryPage.cut(reply, entries.count, &sheet)
        sheet.basis(BasisLine.text(reply))
    }
}
