import JSON

/// How a case stands.
public enum CasePage {
    /// The page of an answer, as text for people.
    public static func render(_ reply: Reply, look: Look) -> String {
        var sheet = Sheet(look)
        sheet.title("Case \(reply.asked.subject)")
        if reply.asked.asAt == nil, let to = reply.asked.to {
            sheet.say("As it stood by what had happened up to \(When.words(to)).")
        }
        if let state = reply["state"] {
            let isErased = reply["erased"] != nil
            standing(state, isErased: isErased, &sheet)
            seen(state, isErased: isErased, &sheet)
            let absences = state["absences"]?.elements.compactMap(\.string) ?? []
            if !absences.isEmpty {
                sheet.heading("What is not on record")
                for absence in absences { sheet.item(absence) }
            }
            extent(state, &sheet)
        }
        if reply["entries"] != nil { entries(reply, &sheet) }
        sheet.basis(BasisLine.text(reply))
        return sheet.text
    }

    /// What happened in the part of time that was asked for.
    private static func entries(_ reply: Reply, _ sheet: inout Sheet) {
        let entries = reply.all("entries")
        sheet.heading("What happened\(reply.asked.limits): \(reply.extent(of: entries))")
        if entries.isEmpty {
            sheet.say(reply.asked.none("No entry is recorded"))
        } else {
            sheet.table(HistoryPage.table(entries, sheet.look))
        }
        HistoryPage.cut(reply, entries.count, &sheet)
    }

    private static func standing(_ state: JSONValue, isErased: Bool, _ sheet: inout Sheet) {
        func facts(_ name: String, _ value: JSONValue?, _ key: String, _ sheet: inout Sheet) {
            Self.facts(name, value, key, none: isErased ? "erased" : "none on record", &sheet)
        }
        sheet.heading("In force")
        facts("Service", state["services"], "service", &sheet)
        facts("Status", state["statuses"] ?? state["status"], "status", &sheet)
        facts("Legal status", state["legal_statuses"] ?? state["legal_status"], "legal_status", &sheet)
        facts("Plan", state["plans"], "plan_type", &sheet)
        facts("Placement", state["placements"] ?? state["placement"], "placement_type", &sheet)
        sheet.heading("Who is responsible")
        let roles = state["allocated"].map { Array($0.members) } ?? []
        for (role, holding) in roles {
            let name = Plain.capital(Plain.words(role.string ?? ""))
            guard holding.kind == .object else {
                sheet.field(name, isErased ? "erased" : "nobody on record", column: 26)
                continue
            }
            sheet.field(name, worker(holding), column: 26)
            for other in holding["others"]?.elements.map({ $0 }) ?? [] { sheet.field("", worker(other), column: 26) }
        }
        if roles.isEmpty { sheet.say("Nobody is on record.", indent: 2) }
    }

    /// What is in force of one kind, each on a line; a word where nothing is.
    private static func facts(_ name: String, _ value: JSONValue?, _ key: String, none: String, _ sheet: inout Sheet) {
        let facts = value.map { $0.kind == .array ? Array($0.elements) : $0.isNull ? [] : [$0] } ?? []
        if facts.isEmpty { sheet.field(name, none) }
        for (index, fact) in facts.enumerated() { sheet.field(index == 0 ? name : "", Self.fact(fact, key), column: 22) }
    }

    private static func fact(_ fact: JSONValue, _ key: String) -> String {
        guard fact.kind == .object else { return Plain.value(fact) ?? "" }
        var text = Plain.words(fact[key]?.string ?? "not named")
        if let state = fact["state"]?.string, state != "open" { text += " (\(Plain.words(state)))" }
        if let home = Plain.value(fact["home"]) { text += ", \(home)" }
        if let children = Plain.value(fact["children"]), !children.isEmpty { text += ", \(children)" }
        if let since = fact["since"]?.string {
            text += ", since \(When.words(since, precision: fact["timeprecision"]?.string))"
        }
        if let closed = fact["closed"], !closed.isNull { text += ", closed \(When.of(closed))" }
        if let entry = Marks.entries(fact["position"]) { text += " (\(entry))" }
        if let other = Marks.otherwise(fact) { text += "; \(other)" }
        if let absence = fact["absence"]?.string { text += "; \(absence)" }
        return text
    }

    private static func worker(_ holding: JSONValue) -> String {
        var text = Who.person(holding["worker"]) ?? "not named"
        if let children = Plain.value(holding["children"]), !children.isEmpty { text += ", for \(children)" }
        if let since = holding["since"]?.string {
            text += ", since \(When.words(since, precision: holding["timeprecision"]?.string))"
        }
        return text + (Marks.entries(holding["position"]).map { " (\($0))" } ?? "")
    }

    private static let moments = [
        ("last_visit", "Last visit"), ("last_seen", "A child last seen"), ("last_seen_alone", "A child last seen alone"),
        ("last_oversight", "Last oversight"), ("last_supervision", "Last supervision"),
    ]

    private static func seen(_ state: JSONValue, isErased: Bool, _ sheet: inout Sheet) {
        sheet.heading("Last seen, last overseen")
        for (key, name) in moments {
            // Visits and oversight are told by their headers; whether a child was seen stood in what is gone.
            let isGone = isErased && key.hasPrefix("last_seen")
            sheet.field(name, isGone ? "erased" : moment(state[key]), column: 28)
        }
        for child in state["by_child"].map({ Array($0.elements) }) ?? [] {
            let said = [("visited", "last_visit"), ("seen", "last_seen"), ("seen alone", "last_seen_alone")].map { name, key in
                short(child[key]).map { "\(name) \($0)" } ?? "not recorded as \(name)"
            }
            sheet.field(child["child"]?.string ?? "A child", said.joined(separator: "; "), column: 28)
        }
    }

    private static func moment(_ value: JSONValue?) -> String {
        guard let value, value.kind == .object else { return "never, as far as is recorded" }
        var text = "\(When.of(value)), by \(Who.of(value)) (entry \(Entry.position(value)))"
        if let other = Marks.otherwise(value) { text += "; \(other)" }
        if let other = Marks.entries(value["corrected_by"]) { text += "; corrected by \(other)" }
        return text
    }

    /// A moment of one child: the day and the entry; nil where there is none.
    private static func short(_ value: JSONValue?) -> String? {
        guard let value, let time = value["time"]?.string else { return nil }
        return "\(day(time, value["timeprecision"])) (entry \(Entry.position(value)))"
    }

    /// The day of a time, as exactly as it is known.
    private static func day(_ time: String, _ precision: JSONValue?) -> String {
        let known = precision?.string ?? "day"
        return When.words(time, precision: known == "instant" ? "day" : known)
    }

    private static func extent(_ state: JSONValue, _ sheet: inout Sheet) {
        guard let events = state["events"]?.integer else { return }
        var text = "The record: \(Plain.entries(Int(events)))"
        if let first = state["first_time"]?.string, let last = state["last_time"]?.string {
            text += ", from \(day(first, state["first_timeprecision"])) to \(day(last, state["last_timeprecision"]))"
        }
        sheet.gap()
        sheet.say(text + ".")
    }
}
