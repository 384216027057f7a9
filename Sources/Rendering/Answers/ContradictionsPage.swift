import JSON

/// Statements about the same thing that disagree, by source and entry time.
public enum ContradictionsPage {
    /// The page of an answer, as text for people.
    public static func render(_ reply: Reply, look: Look) -> String {
        let entries = reply.all("contradictions")
        let isOneCase = !reply.asked.subject.isEmpty
        var sheet = Sheet(look)
        let place = isOneCase ? "in case \(reply.asked.subject)" : "across cases"
        sheet.title("Contradictions \(place): \((reply.isCut ? "the first " : "") + Plain.grouped(Int64(entries.count)))")
        if entries.isEmpty {
            sheet.gap()
            sheet.say(
                Gone.or(
                    "No statements are recorded that disagree about the same thing.", reply.pages.first,
                    erased: "Whether statements disagreed cannot be told any more: they are erased."))
        }
        for entry in entries {
            let about = entry["about"]?.string ?? "one thing"
            let other = isOneCase ? "" : entry["case"]?.string.map { "case \($0): " } ?? ""
            sheet.heading("\(other.isEmpty ? about : other + about)")
            for difference in entry["differences"].map({ Array($0.elements) }) ?? [] {
                sheet.item(says(difference, in: entry))
            }
            var table = Table([
                .init("Entry", isNumber: true), When.column(look), .init("Source", most: 28), .init("Written down", most: 24),
                .init("What"),
            ])
            for statement in entry["statements"].map({ Array($0.elements) }) ?? [] {
                table.add([
                    Entry.position(statement), When.of(statement), statement["source"]?.string ?? "", written(statement),
                    Entry.summary(statement),
                ])
            }
            sheet.table(table)
        }
        if reply.isCut {
            sheet.gap()
            sheet.note("There are more than these. Ask with a higher --limit.")
        }
        sheet.basis(BasisLine.text(reply))
        return sheet.text
    }

    /// As "Seen alone: no (entry 16), yes (entry 19)".
    private static func says(_ difference: JSONValue, in entry: JSONValue) -> String {
        let field = difference["field"]?.string ?? ""
        /// A time as exactly as the statement that gives it knows it.
        func time(_ said: JSONValue) -> String {
            let statement = entry["statements"]?.elements.first { $0["position"]?.integer == said["position"]?.integer }
            return When.words(said["value"]?.string, precision: statement?["timeprecision"]?.string)
        }
        let said = (difference["said"].map { Array($0.elements) } ?? []).map { said in
            let value = field == "time" ? time(said) : Plain.value(said["value"]) ?? "nothing"
            return "\(value) (entry \(said["position"]?.integer ?? 0))"
        }
        return "\(Plain.capital(Plain.words(field))): \(said.joined(separator: ", "))"
    }

    /// When it was written down; where the source does not say, when this ledger took it.
    private static func written(_ statement: JSONValue) -> String {
        if let entered = statement["enteredtime"]?.string { return When.words(entered) }
        return "taken " + When.words(statement["recordedtime"]?.string)
    }
}
