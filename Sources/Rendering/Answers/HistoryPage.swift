import JSON

/// The history of a case, and the events of a person: what happened, in order.
public enum HistoryPage {
    public static func render(_ reply: Reply, look: Look) -> String {
        render(reply, title: "History of case \(reply.asked.subject)", list: "entries", look)
    }

    /// What a person did, and what was recorded of them.
    public static func person(_ reply: Reply, look: Look) -> String {
        let list = reply["events"] != nil ? "events" : "entries"
        return render(reply, title: "Recorded of \(reply.asked.subject)", list: list, look)
    }

    private static func render(_ reply: Reply, title: String, list: String, _ look: Look) -> String {
        let entries = reply.all(list)
        var sheet = Sheet(look)
        sheet.title("\(title): \(Plain.entries(entries.count))")
        sheet.gap()
        if entries.isEmpty {
            sheet.say("No entry is recorded.")
        } else {
            sheet.table(table(entries))
        }
        cut(reply, entries.count, &sheet)
        sheet.basis(BasisLine.text(reply))
        return sheet.text
    }

    static func table(_ entries: [JSONValue]) -> Table {
        var table = Table([.init("Entry", isNumber: true), .init("When"), .init("Who", most: 22), .init("What")])
        for entry in entries {
            table.add(
                [Entry.position(entry), When.of(entry), Who.of(entry), Entry.summary(entry)], notes: Marks.notes(entry))
        }
        return table
    }

    /// The line that says that there is more.
    static func cut(_ reply: Reply, _ shown: Int, _ sheet: inout Sheet) {
        guard reply.isCut else { return }
        sheet.gap()
        sheet.note(
            "There are more than these \(Plain.grouped(shown)). Ask for less at a time with --from and --to, or for all of them with --json."
        )
    }
}
