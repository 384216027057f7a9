public import JSON

/// One event on one line, as it is committed.
public enum EventLine {
    /// Where the narrative of an event stands, the most telling first.
    private static let narratives = [
        "decision", "summary", "description", "management_direction", "purpose", "what", "plan", "findings", "reasons", "note",
        "outcome", "reason",
    ]

    /// The line of an event, as an answer holds it.
    public static func render(_ event: JSONValue, look: Look) -> String {
        let parts = [
            Entry.position(event), When.of(event), event["subject"]?.string.map(Marks.subject) ?? "",
            Entry.type(event["type"]?.string ?? ""), Who.of(event),
        ]
        let head = parts.filter { !$0.isEmpty }.joined(separator: "  ").safeLine
        guard let said = narrative(event["data"]) else { return head + "\n" }
        let room = look.width - DisplayWidth.of(head) - 2
        return head + (room >= 16 ? "  " + cut(said.safeLine, room) : "") + "\n"
    }

    private static func narrative(_ data: JSONValue?) -> String? {
        for name in narratives {
            guard let text = data?[name]?.string, text.contains(" ") else { continue }
            return text
        }
        return nil
    }

    /// The text in at most `room` columns, cut at the end of a word.
    static func cut(_ text: String, _ room: Int) -> String {
        guard DisplayWidth.of(text) > room else { return text }
        return (text.wrapped(to: max(room - 1, 1)).first ?? "") + "…"
    }
}
