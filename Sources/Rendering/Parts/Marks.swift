import JSON

/// What a reader of one line must not miss about it, each in a few words.
enum Marks {
    static func of(_ entry: JSONValue) -> [String] {
        var marks: [String] = []
        if let late = late(entry) { marks.append(late) }
        if let said = corrects(entry) { marks.append(said) }
        if let about = entries(entry["about"]) { marks.append("about \(about)") }
        if let other = entries(entry["supersedes"]) { marks.append("in place of \(other)") }
        if let end = entries(entry["ended_by"]) { marks.append("ended by \(end)") }
        if let withdrawn = entries(entry["withdrawn_by"]) { marks.append("withdrawn by \(withdrawn)") }
        if let corrected = corrections(entry) {
            let file = entry["restated_on"]?.string.map { ", on the file of \(subject($0))" } ?? ""
            marks.append((entry["restated"]?.bool == true ? "stated anew by " : "corrected by ") + corrected + file)
        }
        if let other = otherwise(entry) { marks.append(other) }
        if let same = entries(entry["same_text_as"]) { marks.append("the same words as \(same)") }
        if let first = entries(entry["restates"]) { marks.append("says again what \(first) says") }
        if let subject = entry["cross_reference"]?.string {
            marks.append("on the file of \(Self.subject(subject))")
        } else {
            let others = entry["concerns"]?.elements.compactMap(\.string).map(Self.subject) ?? []
            if !others.isEmpty { marks.append("also on the file of \(Plain.list(others))") }
        }
        return marks
    }

    /// What put the entry right, but for what withdrew it.
    static func corrections(_ entry: JSONValue) -> String? {
        let withdrawals = entry["withdrawn_by"]?.elements.compactMap(\.integer) ?? []
        let others = entry["corrected_by"]?.elements.compactMap(\.integer).filter { !withdrawals.contains($0) } ?? []
        return named(others.map(String.init))
    }

    /// "entry 12 says otherwise", of what contradicts it.
    static func otherwise(_ entry: JSONValue) -> String? {
        entries(entry["contradicts"]).map { "\($0) \(entry["contradicts"]?.count == 1 ? "says" : "say") otherwise" }
    }

    /// The marks as one note; nothing where there are none.
    static func notes(_ entry: JSONValue) -> [String] {
        let marks = of(entry)
        return marks.isEmpty ? [] : [Plain.capital(marks.joined(separator: "; ")) + "."]
    }

    /// "written up 12 working days later", for what was entered late; where the source does not say when it was, for what was
    /// recorded late.
    static func late(_ entry: JSONValue) -> String? {
        guard entry["late"]?.bool == true, let days = entry["lag_working_days"]?.integer else { return nil }
        let how = entry["enteredtime"]?.isNull == true ? "recorded in this ledger" : "written up"
        return "\(how) \(Plain.count(Int(days), "working day")) later"
    }

    private static func corrects(_ entry: JSONValue) -> String? {
        let verb =
            switch entry["type"]?.string {
            case "record.withdrawn": "withdraws"
            case "record.corrected": "corrects"
            default: "states anew"
            }
        // An end says what it is about.
        if entry["type"]?.string == "decision.ended", let about = entry["about"], let named = entry["corrects"]?.integer,
            about.elements.contains(where: { $0.integer == named })
        {
            return nil
        }
        if let other = entries(entry["corrects"]) { return "\(verb) \(other)" }
        guard let reference = entry["corrects_reference"]?.string else { return nil }
        return "\(verb) \(reference), which is \(entry["corrects_absence"]?.string ?? "not in the ledger at this basis")"
    }

    /// "entry 12", "entries 12 and 14", of a position or a list of them; nil where there are none.
    static func entries(_ value: JSONValue?) -> String? {
        guard let value else { return nil }
        return named((value.kind == .array ? Array(value.elements) : [value]).compactMap(name))
    }

    private static func named(_ names: [String]) -> String? {
        guard !names.isEmpty else { return nil }
        return (names.count == 1 ? "entry " : "entries ") + Plain.list(names)
    }

    /// A position, whether it stands alone or in an object; else what the value says.
    private static func name(_ value: JSONValue) -> String? {
        let value = value["position"] ?? value
        return value.isNull ? nil : value.string ?? String(decoding: value.text, as: UTF8.self)
    }

    /// "case/HW-2041" as "case HW-2041".
    /// What an answer names as its case: a reference, or a subject that is no case.
    static func `case`(_ text: String) -> String { text.contains("/") ? subject(text) : "case " + text }

    static func subject(_ text: String) -> String {
        guard let slash = text.firstIndex(of: "/") else { return text }
        return text[..<slash] + " " + text[text.index(after: slash)...]
    }
}
