import Events
import JSON

/// An event on its way out of a mapping.
struct EventDraft {
    /// Its id; of a statement the topic.
    var id: String
    var type: String
    /// `case/REF`, or another subject.
    var subject: String
    var time: When
    var author = Author()
    /// Attributes of the source's own, by name; see ``Return/attributes(of:)``.
    var attributes: [(name: String, value: String)] = []
    var data: [Field] = []

    /// When it happened, as exactly as the source knows.
    enum When: Equatable {
        /// On a local day: that is how exactly returns know.
        case day(Day)
        case instant(Instant)
        /// At some time in the month, or the year, that begins on this day.
        case month(Day)
        case year(Day)

        /// The instant that is posted: of a month or year its first day's.
        var instant: Instant {
            switch self {
            case .day(let day), .month(let day), .year(let day): LocalTime.instant(of: day)
            case .instant(let instant): instant
            }
        }

        /// The earliest moment that is meant: of a day the first in London.
        var earliest: Instant {
            switch self {
            case .day(let day), .month(let day), .year(let day): London.start(of: day)
            case .instant(let instant): instant
            }
        }

        /// The value of `timeprecision`; nil for an instant.
        var precision: String? {
            switch self {
            case .day: "day"
            case .instant: nil
            case .month: "month"
            case .year: "year"
            }
        }
    }

    /// Who did it, as far as the source says.
    struct Author {
        var id: String?
        var name: String?
        var role: String?
        var team: String?
    }

    /// A field of an event's data.
    struct Field: Sendable {
        let name: String
        let value: Value

        init(_ name: String, _ value: Value) {
            self.name = name
            self.value = value
        }

        init(_ name: String, _ text: String) { self.init(name, .text(text)) }
    }

    indirect enum Value: Sendable {
        case text(String)
        case bool(Bool)
        /// A number in JSON's own form.
        case number(String)
        case list([Value])
        case object([Field])
    }

    /// The event of a statement: its id ends in a mark of its content, see ``StatementID``.
    ///
    /// - Parameters:
    ///   - source: the source system.
    ///   - entered: when the source says it was written down; nil where it does not say.
    func statement(source: String, entered: Instant?, place: Place) -> ImportedEvent {
        var writer = JSONWriter(capacity: Self.capacity)
        var id = id
        writer.object { event in
            writeMembers(to: &event, source: source, entered: entered)
            id = StatementID(id, content: event.bytes).text
            event.member("id", id)
        }
        return ImportedEvent(id: id, json: writer.bytes, place: place)
    }

    /// The event of something that the importer itself says, under its id as it stands.
    func event(source: String, place: Place) -> ImportedEvent {
        var writer = JSONWriter(capacity: Self.capacity)
        writer.object { event in
            writeMembers(to: &event, source: source, entered: nil)
            event.member("id", id)
        }
        return ImportedEvent(id: id, json: writer.bytes, place: place)
    }

    /// Bytes of a usual event.
    private static let capacity = 768

    /// All members but the id.
    private func writeMembers(to event: inout JSONWriter, source: String, entered: Instant?) {
        event.member("specversion", "1.0")
        event.member("source", source)
        event.member("type", type)
        event.member("subject", subject)
        event.member("time", time.instant.description)
        if let precision = time.precision { event.member("timeprecision", precision) }
        if let entered { event.member("enteredtime", entered.description) }
        writeAuthor(to: &event)
        for attribute in attributes { event.member(attribute.name, attribute.value) }
        event.key("data")
        Self.write(.object(data), to: &event)
    }

    private func writeAuthor(to event: inout JSONWriter) {
        if author.id != nil || !subject.hasPrefix("service/") { event.member("actor", author.id ?? "unknown") }
        if let name = author.name { event.member("actorname", name) }
        if let role = author.role { event.member("actorrole", role) }
        if let team = author.team { event.member("actorteam", team) }
    }

    static func write(_ value: Value, to writer: inout JSONWriter) {
        switch value {
        case .text(let text): writer.string(text)
        case .bool(let flag): writer.bool(flag)
        case .number(let digits): writer.raw(digits.utf8)
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
