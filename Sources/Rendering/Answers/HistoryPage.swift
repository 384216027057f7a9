import JSON

/// The history of a case, and the events of a person: what happened, in order.
public enum HistoryPage {
    /// The page of an answer, as text for people.
    public static func render(_ reply: Reply, look: Look) -> String {
        render(reply, title: "History of case \(reply.asked.subject)\(reply.asked.limits)", list: "entries", look)
    }

    /// What a person did, and what was recorded of them.
    public static func person(_ reply: Reply, look: Look) -> String {
        let who = reply.asked.subject
        // What concerns somebody is not what they did; and of whom the sources do not tell there are many.
        let title = who == "unknown" ? "Entries whose source does not tell who acted" : "Entries by \(who), or about \(who)"
        let page = render(reply, title: title + reply.asked.limits, list: "events", look)
        let roles = reply["roles"].map { Array($0.elements) } ?? []
        guard !roles.isEmpty else { return page }
        var sheet = Sheet(look)
        sheet.title(who == "unknown" ? "In which roles" : "Roles of \(who)")
        for role in roles { sheet.item(Self.role(role)) }
        sheet.gap()
        return sheet.text + page
    }

    private static func role(_ role: JSONValue) -> String {
        let name = role["role"]?.string.map(Plain.words) ?? "role not known"
        let team = role["team"]?.string.map { ", \($0)" } ?? ""
        let times = ["first_time", "last_time"].map {
            // The day is enough for when somebody began and ended.
            let precision = role["\($0)precision"]?.string ?? "instant"
            return When.words(role[$0]?.string, precision: precision == "instant" ? "day" : precision)
        }
        let count = Plain.entries(Int(role["events"]?.integer ?? 0))
        return "\(Plain.capital(name))\(team): \(count), \(times[0]) to \(times[1])"
    }

    private static func render(_ reply: Reply, title: String, list: String, _ look: Look) -> String {
        let entries = reply.all(list)
        var sheet = Sheet(look)
        sheet.title("\(title): \(reply.extent(of: entries))")
        sheet.gap()
        if entries.isEmpty {
            // Of somebody who acts nowhere there is more to say than that.
            if reply.unknown.isEmpty { sheet.say(reply.asked.none("No entry is recorded")) }
            for sentence in reply.unknown { sheet.say(sentence) }
        } else {
            sheet.table(table(entries, look))
        }
        cut(reply, entries.count, &sheet)
        sheet.basis(BasisLine.text(reply))
        return sheet.text
    }

    static func table(_ entries: [JSONValue], _ look: Look) -> Table {
        var table = Table([.init("Entry", isNumber: true), When.column(look), .init("Who", most: 24), .init("What")])
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
            "There are more than these \(Plain.grouped(shown)). Ask with a higher --limit, or for a part at a time with --from and --to."
        )
    }
}
