import Export
import JSON
import Rendering

/// How an entry of an extract stands today: what withdrew or corrected it, what says otherwise, what ended the decision in it.
/// Nothing is taken out of a record, so that without these words an entry that was withdrawn would read like any other.
struct ExtractStanding {
    let position: String
    /// Positions of entries, in order.
    private(set) var withdrawnBy: [Int64] = []
    private(set) var correctedBy: [Int64] = []
    private(set) var saysOtherwise: [Int64] = []
    private(set) var endedBy: [Int64] = []
    /// The entry that this one corrects or withdraws.
    private(set) var corrects: Int64?
    /// Whether it was withdrawn because it belongs on somebody else's record.
    private(set) var isMisfiled = false
    /// One for each of these, for people.
    private(set) var sentences: [String] = []

    private init(_ position: String) { self.position = position }

    /// - Parameters:
    ///   - events: of the case, as the ledger answers them.
    ///   - history: the lines of its history, at the same basis.
    /// - Returns: by position, of those of which there is anything to say.
    static func all(_ events: [JSONValue], history: [JSONValue]) -> [String: ExtractStanding] {
        let byPosition = Dictionary(events.map { (AccessExtract.position($0), $0) }) { first, _ in first }
        let references = ExtractReferences(events)
        var all: [String: ExtractStanding] = [:]
        for line in history {
            guard let number = line["position"]?.integer else { continue }
            let position = String(number)
            var one = ExtractStanding(position)
            one.read(line, byPosition)
            all[position] = one
        }
        for event in events where event["type"]?.says("decision.ended") == true {
            let ended = AccessExtract.position(event)
            // One that was withdrawn itself ends nothing.
            guard let reference = event["data"]?["decision"]?.string, all[ended]?.withdrawnBy.isEmpty ?? true,
                let decision = references.position(of: reference, from: event), let by = Int64(ended)
            else { continue }
            let how = event["data"]?["ending"]?.string.map(Plain.words) ?? "ended"
            all[decision, default: ExtractStanding(decision)].end(by, "\(Plain.capital(how)) \(day(event)) by entry \(ended).")
        }
        return all.filter { !$0.value.sentences.isEmpty }
    }

    private mutating func read(_ line: JSONValue, _ events: [String: JSONValue]) {
        func positions(_ name: String) -> [Int64] { line[name]?.elements.compactMap(\.integer) ?? [] }
        withdrawnBy = positions("withdrawn_by")
        correctedBy = positions("corrected_by").filter { !withdrawnBy.contains($0) }
        saysOtherwise = positions("contradicts")
        corrects = line["corrects"]?.integer
        for by in withdrawnBy {
            let event = events[String(by)]
            let reason = event?["data"]?["withdrawal_reason"]?.string
            if reason == "wrong_person" { isMisfiled = true }
            let why = reason.map { ": \(Plain.words($0))" } ?? ""
            sentences.append("Withdrawn \(event.map { Self.day($0) + " " } ?? "")by entry \(by)\(why).")
        }
        if !correctedBy.isEmpty {
            let how = line["restated"]?.bool == true ? "Stated anew" : "Corrected"
            sentences.append("\(how) by \(Self.entries(correctedBy)).")
        }
        if !saysOtherwise.isEmpty {
            sentences.append(
                "\(Plain.capital(Self.entries(saysOtherwise))) \(saysOtherwise.count == 1 ? "says" : "say") otherwise.")
        }
        guard let corrects else { return }
        let type = line["type"]?.string
        let verb = type == "record.withdrawn" ? "Withdraws" : type == "record.corrected" ? "Corrects" : "States anew"
        sentences.append("\(verb) entry \(corrects).")
    }

    private mutating func end(_ by: Int64, _ sentence: String) {
        endedBy.append(by)
        sentences.append(sentence)
    }

    private static func day(_ event: JSONValue) -> String {
        let precision = event["timeprecision"]?.string
        // To the day is exact enough here; what is known less exactly stays so.
        return "on "
            + When.words(event["time"]?.string, precision: precision == nil || precision == "instant" ? "day" : precision)
    }

    private static func entries(_ positions: [Int64]) -> String {
        (positions.count == 1 ? "entry " : "entries ") + Plain.list(positions.map(String.init))
    }

    func write(to writer: inout JSONWriter) {
        writer.object { writer in
            writer.member("position", position)
            for (name, list) in [
                ("withdrawn_by", withdrawnBy), ("corrected_by", correctedBy), ("ended_by", endedBy),
                ("contradicts", saysOtherwise),
                ("corrects", corrects.map { [$0] } ?? []),
            ] where !list.isEmpty {
                writer.key(name)
                writer.array { writer in for one in list { writer.integer(one) } }
            }
        }
    }
}

/// Which event of a case a text names: an id of the same source, or `SOURCE#ID`.
struct ExtractReferences {
    private var positions: [String: String] = [:]

    init(_ events: [JSONValue]) {
        for event in events {
            guard let source = event["source"]?.string, let id = event["id"]?.string else { continue }
            positions[source + "#" + id] = AccessExtract.position(event)
        }
    }

    /// - Parameter event: the one that the text stands in.
    func position(of text: String, from event: JSONValue) -> String? {
        positions[text] ?? event["source"]?.string.flatMap { positions[$0 + "#" + text] }
    }
}
