import JSON

/// What is due for disposal.
public enum RetentionPage {
    /// The page of an answer, as text for people.
    public static func render(_ reply: Reply, look: Look) -> String {
        let entries = reply.all("entries")
        var sheet = Sheet(look)
        sheet.title("Due for disposal on \(When.words(reply["as_at"]?.string)): \(reply.extent(of: entries))")
        sheet.gap()
        if entries.isEmpty {
            sheet.say("Nothing is due.")
        } else {
            var table = Table([.init("Case"), .init("Kept until", most: 12), .init("What")])
            for entry in entries {
                let until = entry["keep_until"]?.string.map { When.words($0) } ?? "not known"
                table.add(
                    [entry["case"]?.string ?? "", until, "\(status(entry)): \(entry["because"]?.string ?? "")"],
                    notes: hold(entry))
            }
            sheet.table(table)
        }
        sheet.gap()
        sheet.basis(BasisLine.text(reply))
        return sheet.text
    }

    private static func status(_ entry: JSONValue) -> String {
        Plain.capital(Plain.words(entry["status"]?.string ?? "unknown"))
    }

    private static func hold(_ entry: JSONValue) -> [String] {
        guard let held = entry["held_by"]?.string else { return [] }
        return ["Held by \(held): \(entry["hold_reasons"]?.string ?? "no reason")."]
    }
}
