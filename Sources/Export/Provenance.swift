public import JSON

/// Who did what on which evidence, as W3C PROV-JSON (https://www.w3.org/submissions/prov-json/).
///
/// An event's record is an entity, what it tells of is an activity, who did it and who posted it are agents. An activity used
/// what the event rests on (`based_on`); a record that corrects another is a revision of it, and one that withdraws another
/// invalidates it. No narrative is in it: only who, when, what kind, and on what it rests.
public struct Provenance {
    /// The parts of the document, in the order in which they stand.
    public enum Section: String, CaseIterable, Sendable {
        case entity, activity, agent, wasGeneratedBy, used, wasAssociatedWith, wasAttributedTo, wasDerivedFrom, wasInvalidatedBy
    }

    /// The agents that have been told.
    private var agents: Set<String> = []

    public init() {}

    /// What names stand for.
    public static var prefixes: [UInt8] {
        var writer = JSONWriter()
        writer.object { prefix in
            prefix.member("event", "urn:daybook:event:")
            prefix.member("act", "urn:daybook:act:")
            prefix.member("person", "urn:daybook:person:")
            prefix.member("poster", "urn:daybook:poster:")
            prefix.member("daybook", "urn:daybook:prov:")
            prefix.member("xsd", "http://www.w3.org/2001/XMLSchema#")
        }
        return writer.bytes
    }

    /// One member of a section: its name and its value in JSON.
    public struct Member: Sendable {
        public let section: Section
        /// `"name":{…}`
        public let json: [UInt8]
    }

    /// What one event adds.
    public mutating func members(of event: JSONValue) -> [Member] {
        guard let source = event["source"]?.string, let id = event["id"]?.string, let type = event["type"]?.string else {
            return []
        }
        func text(_ name: String) -> String? { event[name]?.string }
        let key = Self.local(source + "#" + id)
        let (entity, activity) = ("event:" + key, "act:" + key)
        var members: [Member] = []
        func add(_ section: Section, _ name: String, _ fields: [(String, String?)]) {
            members.append(Member(section: section, json: Self.member(name, fields)))
        }
        add(
            .entity, entity,
            [
                ("prov:label", type), ("daybook:type", type), ("daybook:subject", text("subject")), ("daybook:source", source),
                ("daybook:id", id), ("daybook:sequence", text("sequence")), ("daybook:recordedtime", text("recordedtime")),
                ("daybook:enteredtime", text("enteredtime")),
            ])
        // What is known to a day only has its beginning for a time, and says so.
        add(
            .activity, activity,
            [
                ("prov:startTime", text("time")), ("prov:label", type), ("daybook:timeprecision", text("timeprecision")),
                ("daybook:subject", text("subject")),
            ])
        add(
            .wasGeneratedBy, "_:g" + key,
            [("prov:entity", entity), ("prov:activity", activity), ("prov:time", text("enteredtime") ?? text("recordedtime"))])
        if let actor = text("actor"), actor != "unknown" {
            let agent = "person:" + Self.local(actor)
            if agents.insert(agent).inserted { add(.agent, agent, [("prov:label", text("actorname") ?? actor)]) }
            add(
                .wasAssociatedWith, "_:a" + key,
                [
                    ("prov:activity", activity), ("prov:agent", agent), ("prov:role", text("actorrole")),
                    ("daybook:team", text("actorteam")),
                ])
            add(.wasAttributedTo, "_:t" + key, [("prov:entity", entity), ("prov:agent", agent)])
        }
        if let poster = text("postedby") {
            let agent = "poster:" + Self.local(poster)
            if agents.insert(agent).inserted { add(.agent, agent, [("prov:label", poster)]) }
            add(.wasAttributedTo, "_:p" + key, [("prov:entity", entity), ("prov:agent", agent), ("daybook:as", "poster")])
        }
        for (index, evidence) in (event["data"]?["based_on"]?.elements.compactMap(\.string) ?? []).enumerated() {
            add(
                .used, "_:u\(index)" + key,
                [("prov:activity", activity), ("prov:entity", "event:" + Self.local(Self.reference(evidence, from: source)))])
        }
        if let corrected = text("corrects") {
            let earlier = "event:" + Self.local(Self.reference(corrected, from: source))
            if type == "record.withdrawn" {
                add(
                    .wasInvalidatedBy, "_:i" + key,
                    [("prov:entity", earlier), ("prov:activity", activity), ("prov:time", text("recordedtime"))])
            } else {
                members.append(
                    Member(section: .wasDerivedFrom, json: Self.revision("_:d" + key, of: earlier, by: entity)))
            }
        }
        return members
    }

    /// An id of the same source, or `SOURCE#ID`.
    private static func reference(_ text: String, from source: String) -> String {
        text.dropFirst().contains("#") ? text : source + "#" + text
    }

    /// A text as the local part of a qualified name: letters, digits and `- _ .`, everything else in percent.
    static func local(_ text: String) -> String {
        let digits = Array("0123456789ABCDEF".utf8)
        var local: [UInt8] = []
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"),
                UInt8(ascii: "-"), UInt8(ascii: "_"):
                local.append(byte)
            default: local += [UInt8(ascii: "%"), digits[Int(byte >> 4)], digits[Int(byte & 15)]]
            }
        }
        return String(decoding: local, as: UTF8.self)
    }

    private static func member(_ name: String, _ fields: [(String, String?)]) -> [UInt8] {
        body(name) { object in for (name, value) in fields { if let value { object.member(name, value) } } }
    }

    private static func revision(_ name: String, of earlier: String, by entity: String) -> [UInt8] {
        body(name) { object in
            object.member("prov:generatedEntity", entity)
            object.member("prov:usedEntity", earlier)
            object.key("prov:type")
            object.object { type in
                type.member("$", "prov:Revision")
                type.member("type", "prov:QUALIFIED_NAME")
            }
        }
    }

    /// `"name":{…}`, without the braces of the object it stands in.
    private static func body(_ name: String, _ fields: (inout JSONWriter) -> Void) -> [UInt8] {
        var writer = JSONWriter()
        writer.object { outer in
            outer.key(name)
            outer.object(fields)
        }
        return Array(writer.bytes.dropFirst().dropLast())
    }
}
