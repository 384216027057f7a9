public import Events
public import JSON

/// What one person is given of their own record: every event of a case, with third parties' names masked, and a list of
/// what was withheld or is not there any more, and why.
public struct AccessExtract: Sendable {
    /// One event that was changed, left out or erased, or stands in another record.
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
    ///   - misfiled: positions of events that were withdrawn because they belong on somebody else's record. Where names are
    ///     masked, what they say is left out by rule: it is about another person as a whole.
    ///   - elsewhere: lines of the case's history that stand in other records and concern this case.
    public init(
        _ events: [JSONValue], redaction: Redaction?, leftOut: [String: String], misfiled: Set<String> = [],
        elsewhere: [JSONValue] = []
    ) {
        var given: [[UInt8]] = []
        var withheld: [Withheld] = []
        var whole: [Bool] = []
        for event in events {
            let position = Self.position(event)
            var writer = JSONWriter()
            var masks = 0
            let misfit = misfiled.contains(position) && redaction != nil ? Self.misfit : nil
            let reason = leftOut[position] ?? misfit ?? Self.reason(event, redaction)
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
            let erasure = Self.erasure(event)
            whole.append(reason == nil && masks == 0 && erasure == nil)
            if let erasure {
                withheld.append(Withheld(position: position, what: "what the event said, in whole", why: erasure.sentence))
            } else if let reason {
                withheld.append(Withheld(position: position, what: "what the event says, in whole", why: reason))
            } else if masks > 0 {
                let contacts = redaction?.masksContacts == true ? " or contacts" : ""
                let what = (masks == 1 ? "1 name" : "\(masks) names") + contacts
                withheld.append(
                    Withheld(position: position, what: what, why: "It names somebody else (UK GDPR, article 15(4))."))
            }
        }
        for line in elsewhere {
            let isLedgers = line["cross_reference"]?.string?.hasPrefix("service/") == true
            withheld.append(
                Withheld(
                    position: line["position"]?.integer.map(String.init) ?? "?",
                    what: isLedgers
                        ? "an event that concerns this case and is about the ledger itself"
                        : "an event that concerns this case and stands in another record",
                    why: "An extract holds the events of the case's own record. What stands elsewhere is given out from there."))
        }
        self.events = given
        self.withheld = withheld
        isWhole = whole
    }

    /// An event's position, as people write it.
    public static func position(_ event: JSONValue) -> String {
        event["sequence"]?.string.flatMap { UInt64($0) }.map(String.init) ?? "?"
    }

    /// What became of an event that says nothing any more; nil where it does.
    public static func erasure(_ event: JSONValue) -> Erasure? {
        guard let erased = event["erased"], let on = erased["on"]?.string.flatMap(Timestamp.init) else { return nil }
        func position(_ name: String) -> Position? { erased[name]?.integer.map { Position(UInt64(clamping: $0)) } }
        return Erasure(
            position: position("position") ?? Position(0), on: on.instant, authority: erased["authority"]?.string,
            restates: position("restates"))
    }

    private static let misfit =
        "It was withdrawn from this record, as it belongs on somebody else's (UK GDPR, article 15(4))."

    /// What is withheld in whole by rule: information that somebody outside the family gave.
    private static func reason(_ event: JSONValue, _ redaction: Redaction?) -> String? {
        guard redaction != nil, event["data"]?["note_type"]?.says("third_party_information") == true else { return nil }
        return "It was given by somebody outside the family (UK GDPR, article 15(4))."
    }
}
