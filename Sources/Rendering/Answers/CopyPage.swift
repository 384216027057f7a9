import JSON

/// What came of a backup, a restore, an export or an import.
public enum CopyPage {
    /// The page of an answer, as text for people.
    ///
    /// - Parameter next: what is to be done next, where something is.
    public static func render(_ reply: Reply, title: String, next: String? = nil, look: Look) -> String {
        var sheet = Sheet(look)
        sheet.title(title)
        if let directory = reply["directory"]?.string { sheet.field("Directory", directory) }
        if let keys = reply["keys_directory"]?.string { sheet.field("Subjects' keys", keys) }
        sheet.field("Events", Plain.grouped(reply["size"]?.integer ?? 0))
        if let root = reply["root"]?.string { sheet.field("Root", root) }
        for sentence in reply.all("unchecked") { sheet.note(sentence.string ?? "", indent: 2) }
        if let book = reply["visitors"] { visitors(book, &sheet) }
        if let directory = reply["directory"]?.string {
            sheet.note(
                "Keep a copy of \(directory)/checkpoint where nobody can change it: it proves what the ledger was.", indent: 2)
        }
        if let next { sheet.note(next, indent: 2) }
        return sheet.text
    }

    private static func visitors(_ book: JSONValue, _ sheet: inout Sheet) {
        let entries = Plain.grouped(book["size"]?.integer ?? 0)
        sheet.field("Visitors' book", "\(entries) entries, in \(book["directory"]?.string ?? "")")
        if let unchecked = book["unchecked"] {
            for sentence in unchecked.elements { sheet.note("The book: \(sentence.string ?? "")", indent: 2) }
        }
        if let keys = book["key_files"]?.string {
            sheet.note(
                "The book's own keys, \(keys)/master.key and signing.key, are in no backup: keep copies of both apart from it.",
                indent: 2)
        }
    }
}
