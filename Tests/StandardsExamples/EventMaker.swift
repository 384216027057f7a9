import Events
import JSON
import YAML

/// Makes events as the ledger would keep them.
struct EventMaker {
    let reader: ExampleReader
    let subject: Subject

    static let source = "/example"

    /// - Parameter number: its place in the example, from 0; it becomes the event's position.
    func event(_ node: YAMLNode, number: Int) throws -> Event {
        func trouble(_ text: String) -> ExampleReader.Trouble {
            ExampleReader.Trouble(description: "\(reader.file):\(node.mark.line): \(text)")
        }
        guard let type = node["type"]?.text, let time = node["time"]?.text else { throw trouble("type and time") }
        let day = Day(time)
        guard let instant = day.map({ London.start(of: $0) }) ?? LocalTime.instant(time) else { throw trouble("time") }
        var attributes = JSONWriter()
        attributes.object { writer in
            writer.member("specversion", "1.0")
            writer.member("id", node["id"]?.text ?? "e\(number + 1)")
            writer.member("source", node["source"]?.text ?? Self.source)
            writer.member("type", type)
            writer.member("subject", node["subject"]?.text ?? subject.description)
            writer.member("time", instant.description)
            if let precision = node["precision"]?.text ?? (day == nil ? nil : "day") { writer.member("timeprecision", precision) }
            if let entered = node["entered"]?.text, let moment = Self.entered(entered) {
                writer.member("enteredtime", moment.description)
            }
            let actor = node["actor"]
            writer.member("actor", actor?["id"]?.text ?? "unknown")
            if let role = actor?["role"]?.text ?? actor?["id"].map({ _ in "not stated" }) { writer.member("actorrole", role) }
            if let team = actor?["team"]?.text { writer.member("actorteam", team) }
            if let name = actor?["name"]?.text { writer.member("actorname", name) }
            if let corrects = node["corrects"]?.text { writer.member("corrects", corrects) }
            if let concerns = node["concerns"]?.text { writer.member("concerns", concerns) }
            writer.key("data")
            writer.object { writer in
                for member in node["data"]?.members ?? [] {
                    writer.key(member.name)
                    writer.value(member.value)
                }
                for name in ["children", "based_on", "significance"] {
                    guard let value = node[name] else { continue }
                    writer.key(name)
                    writer.value(value)
                }
            }
        }
        var faults: [Fault] = []
        guard let document = try? JSONDocument(attributes.bytes),
            let posting = Posting.read(document.root, faults: &faults)
        else { throw trouble("\(faults)") }
        let draft = HeaderDraft(
            posting.attributes, postedBy: "uid:1000", dataDigest: String(repeating: "0", count: 64), attributesDigest: nil)
        // The ledger heard of it long after: what counts is when the source says it was written down.
        let recorded = Instant(microseconds: 4_000_000_000_000_000).adding(seconds: Int64(number))
        let header = try Header(bytes: draft.bytes(position: Position(UInt64(number)), recordedTime: recorded))
        return Event(header: header, data: try JSONDocument(posting.data).root, sealedAttributes: posting.attributes.sealed)
    }

    /// A moment, or noon of a day.
    private static func entered(_ text: String) -> Instant? {
        Day(text).map { London.start(of: $0).adding(seconds: 12 * 3600) } ?? LocalTime.instant(text)
    }
}

/// Times on a clock in London.
enum LocalTime {
    /// `2026-03-04T10:00`, or a time with its zone.
    static func instant(_ text: String) -> Instant? {
        if let instant = Instant(text) { return instant }
        let seconds = text.utf8.count == 16 ? ":00Z" : "Z"
        guard let utc = Instant(text + seconds) else { return nil }
        let summer = utc.adding(seconds: -3600)
        return London.clock(summer).zone == "BST" ? summer : utc
    }
}
