import Events
import JSON

/// Who did or decided it, as every answer writes it: what the source does not tell is said to be unknown.
struct Author: Sendable {
    static let unknown = "unknown"

    let event: Event

    var id: String { event.attributes.actor ?? Self.unknown }
    var isUnknown: Bool { id == Self.unknown }
    var role: String? { event.attributes.actorRole ?? (isUnknown ? Self.unknown : nil) }

    /// Members `actor`, `actorname`, `actorrole`, `actorteam`.
    func write(to writer: inout JSONWriter) {
        writer.member("actor", id)
        writer.key("actorname")
        writer.name(event.sealedAttributes)
        writer.member("actorrole", role)
        writer.member("actorteam", event.attributes.actorTeam)
    }
}

extension Event {
    var author: Author { Author(event: self) }
}

/// Who it is, from a value of data that is a reference or an object with `id`, `name`, `role`, `team`.
struct Person: Sendable {
    let value: JSONValue

    /// The reference, or the name where there is none.
    var key: String? { value.personKey }
    var id: String? { value.string ?? value["id"]?.string }
    var name: String? { value["name"]?.string }
    var role: String? { value["role"]?.string }
    var team: String? { value["team"]?.string }
}

extension JSONWriter {
    /// Writes the actor's name as it was posted; `null` where there is none.
    mutating func name(_ attributes: SealedAttributes) {
        if let posted = attributes.members.first(where: { $0.name == "actorname" }) { raw(posted.json[...]) } else { null() }
    }
}
