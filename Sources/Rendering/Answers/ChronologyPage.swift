import JSON

/// The significant events of a case, each with why it matters and who says so.
public enum ChronologyPage {
    /// The page of an answer, as text for people.
    public static func render(_ reply: Reply, look: Look) -> String {
        let entries = reply.all("entries")
        var sheet = Sheet(look)
        sheet.title("Chronology of case \(reply.asked.subject)\(reply.asked.limits): \(reply.extent(of: entries))")
        sheet.gap()
        if entries.isEmpty {
            sheet.say(
                Gone.or(
                    reply.asked.none("No significant event is recorded"), reply.pages.first,
                    erased: "What was significant cannot be told any more: it is erased."))
        } else {
            var table = Table([.init("Entry", isNumber: true), When.column(look), .init("Event and why it matters")])
            for entry in entries {
                table.add([
                    .init(Entry.position(entry)), .init(When.of(entry)),
                    .init(text(entry), notes: Marks.notes(entry)),
                ])
            }
            sheet.table(table)
        }
        HistoryPage.cut(reply, entries.count, &sheet)
        sheet.basis(BasisLine.text(reply))
        return sheet.text
    }

    private static func text(_ entry: JSONValue) -> String {
        var lines = [entry["event"]?.string ?? Entry.summary(entry)]
        let reasons = entry["reasons"].map { Array($0.elements) } ?? []
        if reasons.isEmpty {
            if let why = entry["significance"]?.string { lines.append("Why: \(why)\(chooser(entry["chosen_by"]))") }
        }
        for reason in reasons {
            let earlier = reason["said_of"]?.integer.map { " This was said of entry \($0)." } ?? ""
            lines.append("Why: \(reason["significance"]?.string ?? "not stated")\(chooser(reason["chosen_by"]))\(earlier)")
        }
        for byHand in entry["entered_by_hand"].map({ Array($0.elements) }) ?? [] {
            let said = byHand["description"]?.string.map { ": \($0)" } ?? "."
            lines.append("Entered by hand by \(Who.of(byHand)) (entry \(Entry.position(byHand)))\(said)")
        }
        for earlier in entry["earlier"].map({ Array($0.elements) }) ?? [] {
            lines.append("Before that, entry \(Entry.position(earlier)) said: \(earlier["event"]?.string ?? "")")
        }
        if let rests = rests(entry) { lines.append(rests) }
        return lines.joined(separator: "\n")
    }

    private static func rests(_ entry: JSONValue) -> String? {
        // What puts it right, and what was said earlier or by hand, is told by itself.
        let told =
            [Entry.position(entry)]
            + ["earlier", "entered_by_hand"].flatMap { name in
                (entry[name].map { Array($0.elements) } ?? []).map(Entry.position)
            } + numbers(entry["corrected_by"]) + numbers(entry["withdrawn_by"])
        let others = numbers(entry["source_positions"]).filter { !told.contains($0) }
        let absent = (entry["sources_not_here"].map { Array($0.elements) } ?? []).map {
            "\($0["reference"]?.string ?? "an entry") (\($0["absence"]?.string ?? "not here"))"
        }
        let here = others.isEmpty ? [] : ["\(others.count == 1 ? "entry" : "entries") \(Plain.list(others))"]
        guard !(here + absent).isEmpty else { return nil }
        return "Rests also on \((here + absent).joined(separator: "; "))."
    }

    private static func numbers(_ list: JSONValue?) -> [String] {
        (list.map { Array($0.elements) } ?? []).map { String(decoding: $0.text, as: UTF8.self) }
    }

    /// Who says that it matters: a rule of the catalogue, or people.
    private static func chooser(_ value: JSONValue?) -> String {
        guard let value else { return "" }
        let choosers = value.kind == .array ? Array(value.elements) : [value]
        let names = choosers.compactMap { chooser in
            chooser.says("rule") ? "by rule" : Who.person(chooser).map { "chosen by \($0)" }
        }
        return names.isEmpty ? "" : " (\(Plain.list(names)))"
    }
}
