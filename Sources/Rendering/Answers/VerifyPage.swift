import JSON

/// What a check of the whole ledger found.
public enum VerifyPage {
    /// - Parameter log: what was checked, for the title: the ledger, or the visitors' book.
    public static func render(_ reply: Reply, of log: String = "ledger", look: Look) -> String {
        var sheet = Sheet(look)
        func number(_ name: String) -> Int64 { reply[name]?.integer ?? 0 }
        let isWhole = reply.all("unchecked").isEmpty
        sheet.title(isWhole ? "The \(log) is whole and unaltered." : "What was checked of the \(log) is whole and unaltered.")
        sheet.field("Events", Plain.grouped(number("size")))
        sheet.field("Root", reply["root"]?.string ?? "")
        sheet.field("Checkpoints", Plain.grouped(number("checkpoints")))
        sheet.field("Data opened", Plain.grouped(number("opened")))
        if number("without_key") > 0 {
            sheet.field("Without a key", "\(Plain.grouped(number("without_key"))): their data is erased, or keys are missing")
        }
        for kept in reply.all("since") {
            sheet.field("Extends", "\(kept["name"]?.string ?? "") of size \(Plain.grouped(kept["size"]?.integer ?? 0))")
        }
        for sentence in reply.all("unchecked") { sheet.note(sentence.string ?? "", indent: 2) }
        return sheet.text
    }
}
