public import JSON

/// What one person is given of their own record: every event of a case, with third parties' names masked, and a list of
/// what was withheld and why.
public struct AccessExtract: Sendable {
    /// One event that was changed or left out.
    public struct Withheld: Sendable, Equatable {
        public let position: String
        public let what: String
        public let why: String
    }

    /// The events as they are given, each a JSON object.
    public let events: [[UInt8]]
    public let withheld: [Withheld]
    /// Whether an event is given as it was posted, so that its digest can be checked.
    public let isWhole: [Bool]

    /// - Parameters:
    ///   - events: of the case, as the ledger answers them.
    ///   - redaction: nil where nothing is masked.
    ///   - leftOut: positions left out by hand, as ``position(_:)`` writes them, and why. One that no event of `events` has is
    ///     passed over.
    public init(_ events: [JSONValue], redaction: Redaction?, leftOut: [String: String]) {
        var given: [[UInt8]] = []
        var withheld: [Withheld] = []
        var whole: [Bool] = []
        for event in events {
            let position = Self.position(event)
            var writer = JSONWriter()
            var masks = 0
            let reason = leftOut[position] ?? Self.reason(event, redaction)
            writer.object { writer in
                for member in event.members {
                    writer.key(member.key.string ?? "")
                    if member.key.says("data"), reason != nil {
                        writer.null()
                    } else if let redaction {
                        masks += redaction.write(member.value, to: &writer)
                    } else {
                        writer.raw(member.value.text)
                    }
                }
            }
            given.append(writer.bytes)
            whole.append(reason == nil && masks == 0)
            if let reason {
                withheld.append(Withheld(position: position, what: "what the event says, in whole", why: reason))
            } else if masks > 0 {
                let what = masks == 1 ? "1 name" : "\(masks) names"
                withheld.append(
                    Withheld(position: position, what: what, why: "It names somebody else (UK GDPR, article 15(4))."))
            }
        }
        self.events = given
        self.withheld = withheld
        isWhole = whole
    }

    /// An event's position, as people write it.
    public static func position(_ event: JSONValue) -> String {
        event["sequence"]?.string.flatMap { UInt64($0) }.map(String.init) ?? "?"
    }

    /// What is withheld in whole by rule: information that somebody outside the family gave.
    private static func reason(_ event: JSONValue, _ redaction: Redaction?) -> String? {
        guard redaction != nil, event["data"]?["note_type"]?.says("third_party_information") == true else { return nil }
        return "It was given by somebody outside the family (UK GDPR, article 15(4))."
    }
}
