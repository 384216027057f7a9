import Events
import JSON

/// One event made from a statement.
public struct ImportedEvent: Sendable, Equatable {
    /// The event as CloudEvents JSON in structured mode, ready to be posted. The same file gives the same bytes.
    public let json: [UInt8]
    /// The statement it was made from.
    public let place: Place

    init(json: [UInt8], place: Place) {
        self.json = json
        self.place = place
    }
}

/// An event on its way out of a mapping.
struct EventDraft {
    var id: String
    var type: String
    /// `case/REF`, or another subject.
    var subject: String
    /// The local day it happened on: that is how exactly returns know.
    var day: Day
    /// Attributes of the source's own, by name; see ``Return/attributes(of:)``.
    var attributes: [(name: String, value: String)] = []
    var data: [Field] = []

    /// A field of an event's data.
    struct Field {
        let name: String
        let value: Value

        init(_ name: String, _ value: Value) {
            self.name = name
            self.value = value
        }
    }

    indirect enum Value {
        case text(String)
        case bool(Bool)
        case list([Value])
        case object([Field])
    }

    /// - Parameters:
    ///   - source: the source system.
    ///   - entered: when the source says it was written down.
    func event(source: String, entered: Instant, place: Place) -> ImportedEvent {
        var writer = JSONWriter(capacity: 768)
        writer.object { event in
            event.member("specversion", "1.0")
            event.member("id", id)
            event.member("source", source)
            event.member("type", type)
            event.member("subject", subject)
            event.member("time", London.start(of: day).description)
            event.member("timeprecision", "day")
            event.member("enteredtime", entered.description)
            if !subject.hasPrefix("service/") { event.member("actor", "unknown") }
            for attribute in attributes { event.member(attribute.name, attribute.value) }
            event.key("data")
            Self.write(.object(data), to: &event)
        }
        return ImportedEvent(json: writer.bytes, place: place)
    }

    private static func write(_ value: Value, to writer: inout JSONWriter) {
        switch value {
        case .text(let text): writer.string(text)
        case .bool(let flag): writer.bool(flag)
        case .list(let values): writer.array { list in for value in values { write(value, to: &list) } }
        case .object(let fields):
            writer.object { object in
                for field in fields {
                    object.key(field.name)
                    write(field.value, to: &object)
                }
            }
        }
    }
}
