import JSON

/// The packs there are, and the clauses of one.
public enum PacksPage {
    /// The page of an answer, as text for people.
    public static func render(_ reply: Reply, look: Look) -> String {
        var sheet = Sheet(look)
        sheet.title("Practice standards")
        sheet.gap()
        var table = Table([
            .init("Pack", most: 24), .init("Clauses", isNumber: true), .init("Computed", isNumber: true),
            .init("Flagged", isNumber: true), .init("Asked", isNumber: true), .init("Title"),
        ])
        for pack in reply.all("packs") {
            let counts = ["clauses", "computed", "flagged", "asked"].map { Plain.grouped(pack[$0]?.integer ?? 0) }
            table.add([pack["id"]?.string ?? ""] + counts + [pack["title"]?.string ?? ""])
        }
        sheet.table(table)
        sheet.gap()
        sheet.say(
            "Computed: a rule over the record tells. Flagged: the machine shows candidates, a person decides. Asked: an auditor answers. The clauses of one: daybook standards PACK"
        )
        return sheet.text
    }

    /// The clauses of one pack.
    public static func clauses(_ reply: Reply, look: Look) -> String {
        let clauses = reply.all("clauses")
        var sheet = Sheet(look)
        sheet.title("\(reply["title"]?.string ?? "Standards"): \(Plain.count(clauses.count, "clause"))")
        sheet.gap()
        var table = Table([.init("Clause", most: 14), .init("Check", most: 10), .init("Who", most: 20), .init("Says")])
        for clause in clauses {
            table.add([
                clause["id"]?.string ?? "", clause["check"]?.string ?? "", clause["responsible"]?.string ?? "",
                clause["says"]?.string ?? "",
            ])
        }
        sheet.table(table)
        return sheet.text
    }
}
