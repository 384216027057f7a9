public import Events
import JSON

/// One fact that stands: what, since when, for which children, by which entry, and who else states it.
public struct Fact: Sendable {
    /// What stands, as the catalogue names it: a status, a service, a plan type, a placement type.
    public let name: String
    /// The entry that states it: the one it is counted from.
    public let event: Event
    /// The children of whom it is stated; empty where no child of the case is ever named.
    public var children: [String]
    /// Other statements of the same beginning, in order of time.
    public let alsoStated: [Event]
    /// Entries that say otherwise, in order of position.
    public let contradicts: [Position]

    /// When it began, as the source wrote it.
    public var since: String { event.attributes.timeText }

    /// Members `since`, `position`, `children` and what else is known of the statement.
    func writeMembers(to writer: inout JSONWriter) {
        writer.member("since", since)
        if let precision = event.attributes.timePrecision { writer.member("timeprecision", precision.rawValue) }
        writer.member("position", event.position.rawValue)
        writer.member("children", children)
        writer.member("source", event.attributes.source)
        writer.member("also_stated", alsoStated.map(Statement.init))
        writer.member("contradicts", positions: contradicts)
    }
}

/// One source's statement of something that others state too.
struct Statement: JSONWritable {
    let event: Event

    func write(to writer: inout JSONWriter) {
        writer.object {
            $0.member("position", event.position.rawValue)
            $0.member("time", event.attributes.timeText)
            $0.precision(of: event)
            $0.member("source", event.attributes.source)
            $0.member("enteredtime", event.attributes.enteredTime?.utc)
        }
    }
}

extension JSONWriter {
    /// Writes how exactly the time beside it is known.
    mutating func precision(of event: Event, _ name: String = "timeprecision") {
        member(name, event.precision.rawValue)
    }

    /// Writes the fields of `event` that have a value, as they were posted.
    mutating func fields(_ names: [String], of event: Event) {
        for name in names {
            guard let value = event[name] else { continue }
            member(name, raw: value)
        }
    }

    /// Writes a member that holds a posted value; `null` for nil.
    mutating func member(_ name: String, raw value: JSONValue?) {
        key(name)
        if let value { raw(value.text) } else { null() }
    }
}
