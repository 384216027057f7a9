import JSON

/// Who looked, and who was refused.
public enum ViewersPage {
    /// The page of an answer, as text for people.
    public static func render(_ reply: Reply, look: Look) -> String {
        let visits = reply.all("visits")
        let ofCase = reply["case"]?.string
        var sheet = Sheet(look)
        sheet.title("\(title(reply)): \(reply.extent(of: visits))")
        sheet.gap()
        if visits.isEmpty {
            sheet.say("Nobody has looked.")
        } else {
            var table = Table([.init("Visit", isNumber: true), When.column(look), .init("Who", most: 24), .init("What")])
            for visit in visits {
                let what = ofCase == nil ? "\(visit["subject"]?.string ?? ""): \(said(visit))" : said(visit)
                table.add([Entry.position(visit), When.of(visit), who(visit), what], notes: notes(visit))
            }
            sheet.table(table)
        }
        sheet.gap()
        HistoryPage.cut(reply, visits.count, &sheet)
        sheet.basis(BasisLine.text(reply).replacing("ledger size", with: "visitors' book size"))
        return sheet.text
    }

    private static func title(_ reply: Reply) -> String {
        if let ofCase = reply["case"]?.string { return "Who looked at case \(ofCase)" }
        return reply["by"]?.string.map { "What \($0) looked at" } ?? "The visitors' book"
    }

    private static func who(_ visit: JSONValue) -> String {
        let name = visit["actor"]?.string ?? "unknown"
        guard name == "unknown" else { return name }
        return visit["peer_user"]?.integer.map { "unknown (user \($0))" } ?? name
    }

    private static func said(_ visit: JSONValue) -> String {
        let question = visit["question"]?.string ?? "unknown question"
        guard visit["type"]?.says("access.refused") != true else {
            return "Refused: \(question), for want of the right to \(visit["missing_right"]?.string ?? "do this")"
        }
        if isRollback(visit) { return "The book was put back to an older copy, and that was accepted" }
        let count = Int(visit["shown"]?.integer ?? 0)
        return "\(question): \(count == 0 ? "nothing" : Plain.entries(count)) shown"
    }

    private static func isRollback(_ visit: JSONValue) -> Bool {
        visit["type"]?.says("visitors_book.rollback_accepted") == true
    }

    private static func notes(_ visit: JSONValue) -> [String] {
        var notes: [String] = []
        if visit["type"]?.says("emergency_access.used") == true {
            notes.append("Broke the glass: \(visit["reasons"]?.string ?? "no reason")")
        }
        if isRollback(visit) { notes.append("Why: \(visit["reasons"]?.string ?? "no reason")") }
        if let purpose = visit["purpose"]?.string { notes.append("Purpose: \(purpose)") }
        if let gateway = visit["through"]?.string { notes.append("Through \(gateway)") }
        if let claimed = visit["claimed"]?.string { notes.append("Claimed to speak for \(claimed)") }
        if let count = visit["left_out"]?.integer { notes.append("\(Plain.count(Int(count), "event")) left out") }
        return notes.map { $0 + ($0.hasSuffix(".") ? "" : ".") }
    }
}
