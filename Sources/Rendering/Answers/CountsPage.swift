import JSON

/// How often each clause was met in a period, by team.
public enum CountsPage {
    private static let columns = ["met", "late", "missed", "due"]

    /// The page of an answer, as text for people.
    public static func render(_ reply: Reply, look: Look) -> String {
        let rows = reply.all("counts").filter { row in columns.contains { (row[$0]?.integer ?? 0) > 0 } }
        var sheet = Sheet(look)
        sheet.title("How often the standards \(reply["pack"]?.string ?? "") were met\(period(reply))\(reply.asked.limits)")
        sheet.gap()
        if rows.isEmpty {
            if reply.unknown.isEmpty { sheet.say("Nothing fell into that period.") }
        } else {
            var table = Table(
                [.init("Clause", most: 14)] + columns.map { Table.Column(Plain.capital($0), isNumber: true) }
                    + [.init("Rate", isNumber: true), .init("Team")])
            for row in rows {
                let counts = columns.map { Plain.grouped(row[$0]?.integer ?? 0) }
                table.add([row["clause"]?.string ?? ""] + counts + [rate(row), row["team"]?.string ?? "no team recorded"])
            }
            sheet.table(table)
            sheet.gap()
            sheet.say(
                "The rate is of those met among those met, late or missed. Clauses for a person to judge are left out; --json and --csv have every status."
            )
        }
        for sentence in reply.unknown { sheet.say(sentence) }
        sheet.basis(BasisLine.text(reply))
        return sheet.text
    }

    private static func period(_ reply: Reply) -> String {
        let from = reply["from"]?.string.map { " from \(When.words($0, precision: "day"))" } ?? ""
        let to = reply["to"]?.string.map { " up to \(When.words($0, precision: "day"))" } ?? ""
        return from + to
    }

    private static func rate(_ row: JSONValue) -> String {
        guard let rate = row["rate_met"]?.number else { return "" }
        return "\(Int((rate * 100).rounded()))%"
    }
}
