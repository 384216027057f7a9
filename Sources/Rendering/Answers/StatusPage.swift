import JSON

/// How the daemon does.
public enum StatusPage {
    /// The page of an answer, as text for people.
    public static func render(_ reply: Reply, look: Look) -> String {
        var sheet = Sheet(look)
        sheet.title("The daemon answers.")
        guard let status = reply.pages.first else { return sheet.text }
        for member in status.members where !member.key.says("basis") { say(member.key.string ?? "", member.value, &sheet) }
        if status["basis"] != nil { sheet.basis(BasisLine.text(reply)) }
        return sheet.text
    }

    private static func say(_ name: String, _ value: JSONValue, _ sheet: inout Sheet) {
        let name = Plain.capital(Plain.words(name))
        if value.kind == .object, value.count > 0 {
            sheet.heading(name)
            for member in value.members {
                sheet.field(
                    Plain.capital(Plain.words(member.key.string ?? "")), Plain.value(member.value) ?? "none", column: 26)
            }
        } else if value.kind == .array, value.elements.contains(where: { $0.kind == .object }) {
            sheet.heading(name)
            for element in value.elements {
                guard let view = element["view"]?.string else {
                    sheet.item(Plain.value(element) ?? "none")
                    continue
                }
                let behind = Int(element["behind"]?.integer ?? 0)
                let text = behind == 0 ? "up to date" : "\(Plain.count(behind, "event")) behind"
                sheet.field(Plain.capital(Plain.words(view)), text, column: 26)
            }
        } else {
            sheet.field(name, number(value) ?? Plain.value(value) ?? "none", column: 26)
        }
    }

    private static func number(_ value: JSONValue) -> String? { value.integer.map { Plain.grouped($0) } }
}
