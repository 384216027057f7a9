import Events
import JSON

/// One entry of the visitors' book, as it is answered.
struct VisitEntry: JSONWritable {
    let event: Event

    func write(to writer: inout JSONWriter) {
        writer.object { writer in
            writer.member("position", event.position.rawValue)
            writer.member("time", event.attributes.time.text)
            writer.member("type", event.attributes.type)
            writer.member("subject", event.attributes.subject.description)
            writer.member("actor", event.attributes.actor)
            writer.member("actorrole", event.attributes.actorRole)
            for name in Self.texts { writer.member(name, event[name]?.string) }
            for name in Self.numbers { writer.member(name, event[name]?.integer) }
        }
    }

    private static let texts = ["question", "parameters", "purpose", "through", "claimed", "missing_right", "reasons"]
    private static let numbers = ["peer_user", "shown", "left_out", "at_size"]
}
