import JSON

extension DecisionPage {
    /// Entries that are shown of what was on record then, unless all are asked for.
    private static let latest = 5

    /// What the decision rested on, what else was there to be read, and what was not yet.
    static func record(_ page: JSONValue, all: Bool, _ sheet: inout Sheet) {
        cited(page["cited"].map { Array($0.elements) } ?? [], isErased: page["erased"] != nil, &sheet)
        knownThen(page, all: all, &sheet)
        arrivedLater(page["arrived_later"].map { Array($0.elements) } ?? [], &sheet)
    }

    private static func cited(_ entries: [JSONValue], isErased: Bool, _ sheet: inout Sheet) {
        guard !isErased || !entries.isEmpty else {
            sheet.heading("What it cites")
            return sheet.say("Erased.", indent: 2)
        }
        sheet.heading("What it cites: \(Plain.entries(entries.count))")
        let here = entries.filter { $0["position"] != nil }
        let elsewhere = entries.filter { $0["position"] == nil }
        if entries.isEmpty { sheet.say("It cites nothing that it rests on.", indent: 2) }
        if !here.isEmpty {
            sheet.table(
                table(here, sheet.look) { $0["known_then"]?.bool == false ? $0["after"]?.string : nil })
        }
        for entry in elsewhere {
            sheet.item("\(entry["reference"]?.string ?? "an entry"): \(entry["absence"]?.string ?? "not in this ledger")")
        }
    }

    private static func knownThen(_ page: JSONValue, all: Bool, _ sheet: inout Sheet) {
        let entries = page["known_then"].map { Array($0.elements) } ?? []
        let cited = Set((page["cited"].map { Array($0.elements) } ?? []).map(Entry.position))
        let others = entries.filter { !cited.contains(Entry.position($0)) }
        let besides = others.count < entries.count ? ", besides what it cites" : ""
        sheet.heading("What else stood on the record then: \(Plain.entries(others.count))\(besides), \(clock(page, others))")
        guard !others.isEmpty else {
            return sheet.say("Nothing else stood on the record of the case.", indent: 2)
        }
        let shown = all ? others : Array(others.suffix(latest))
        sheet.table(table(shown, sheet.look, note: order))
        if shown.count < others.count {
            sheet.say("These are the latest \(shown.count); see all of them with --all.", indent: 2)
        }
    }

    private static func arrivedLater(_ entries: [JSONValue], _ sheet: inout Sheet) {
        sheet.heading("What arrived later about earlier days: \(Plain.entries(entries.count))")
        guard !entries.isEmpty else {
            return sheet.say("Nothing is on record that happened before the decision and was written down after it.", indent: 2)
        }
        sheet.table(
            table(entries, sheet.look) { [$0["after"]?.string, order($0)].compactMap { $0 }.joined(separator: "; ") })
    }

    /// By which times what stood on the record stood there: a source may not say when it wrote things down.
    private static func clock(_ page: JSONValue, _ entries: [JSONValue]) -> String {
        if page["known_basis"]?.says("recorded") == true { return "all recorded in this ledger before it" }
        let isTold = ([page["decision"]].compactMap { $0 } + entries).allSatisfy { $0["enteredtime"]?.string != nil }
        return "all written down\(isTold ? "" : ", or recorded in this ledger,") by the time it was"
    }

    /// That an entry is of a later time than the decision, or may be.
    private static func order(_ entry: JSONValue) -> String? {
        switch entry["happened"]?.string {
        case "later": "happened after the decision"
        case "perhaps_later": "may have happened after the decision"
        default: nil
        }
    }

    /// The lines of a history, with one more note each.
    private static func table(_ entries: [JSONValue], _ look: Look, note: (JSONValue) -> String? = { _ in nil }) -> Table {
        var table = Table([.init("Entry", isNumber: true), When.column(look), .init("Who", most: 24), .init("What")])
        for entry in entries {
            let marks = ([note(entry)].compactMap { $0 } + Marks.of(entry)).joined(separator: "; ")
            table.add(
                [Entry.position(entry), When.of(entry), Who.of(entry), Entry.summary(entry)],
                notes: marks.isEmpty ? [] : [Plain.capital(marks) + "."])
        }
        return table
    }
}
