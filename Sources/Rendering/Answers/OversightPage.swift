import JSON

/// Who watched over the work, and when nobody did.
public enum OversightPage {
    /// The page of an answer, as text for people.
    public static func render(_ reply: Reply, look: Look) -> String {
        let entries = reply.all("oversight")
        var sheet = Sheet(look)
        sheet.title("Oversight of case \(reply.asked.subject)\(reply.asked.limits): \(reply.extent(of: entries))")
        sheet.gap()
        if !entries.isEmpty {
            var table = Table([.init("Entry", isNumber: true), When.column(look), .init("Who", most: 24), .init("What")])
            for entry in entries {
                let isOfWorker = entry["supervision_type"]?.says("professional") == true
                table.add(
                    [Entry.position(entry), When.of(entry), Who.of(entry), Entry.summary(entry)],
                    notes: (isOfWorker ? ["About the worker: no oversight of the case."] : []) + Register.notes(entry))
            }
            sheet.table(table)
        }
        Register.end(reply, entries, absence: "No oversight is recorded", &sheet)
        return sheet.text
    }
}
