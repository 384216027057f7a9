import JSON

/// The register of visits.
public enum VisitsPage {
    /// The page of an answer, as text for people.
    public static func render(_ reply: Reply, look: Look) -> String {
        let entries = reply.all("visits")
        var sheet = Sheet(look)
        sheet.title("Visits in case \(reply.asked.subject)\(reply.asked.limits): \(reply.extent(of: entries))")
        sheet.gap()
        if !entries.isEmpty {
            var table = Table([
                .init("Entry", isNumber: true), When.column(look), .init("Who", most: 24), .init("Children seen", most: 20),
                .init("What"),
            ])
            for entry in entries {
                table.add(
                    [
                        Entry.position(entry), When.of(entry), Who.of(entry), whom(entry) + seen(entry, in: reply),
                        Entry.summary(entry),
                    ],
                    notes: Register.notes(entry))
            }
            sheet.table(table)
        }
        Register.end(reply, entries, absence: "No visit is recorded", &sheet)
        return sheet.text
    }

    /// The children the visit was to, where the entry names them.
    private static func whom(_ entry: JSONValue) -> String { Plain.value(entry["children"]).map { "\($0): " } ?? "" }

    /// Whether the child was seen and alone, and if not why.
    private static func seen(_ entry: JSONValue, in reply: Reply) -> String {
        if entry["type"]?.string == "visit.attempted" {
            return "not made: \(Plain.value(entry["outcome"]) ?? Gone.or("why is not recorded", reply.pages.first))"
        }
        guard let seen = entry["child_seen"]?.bool else { return Gone.or("not recorded", reply.pages.first) }
        guard seen else { return "not seen" }
        switch entry["seen_alone"]?.bool {
        case true: return "seen, and alone"
        case false: return "seen, not alone: \(Plain.value(entry["seen_alone_reason_not"]) ?? "why is not recorded")"
        default: return "seen; whether alone is not recorded"
        }
    }
}
