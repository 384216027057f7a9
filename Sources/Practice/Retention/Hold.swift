public import Events
import JSON

/// Somebody's word that a record must not be disposed of.
public struct Hold: Sendable {
    public let position: Position
    /// Whose hold it is; nil where it has been erased.
    public let heldBy: String?
    public let reasons: String?

    /// The holds on a record that are not released, in the order of their times.
    public static func standing(_ record: Record) -> [Hold] {
        var released: Set<EventReference> = []
        for (index, event) in record.events.enumerated()
        where event.attributes.type == "record.hold_released" && record.counts(index) {
            if let name = event["hold"]?.string { released.insert(EventReference(name, from: event.attributes.source)) }
        }
        return record.byTime.filter { index in
            let attributes = record.events[index].attributes
            return attributes.type == "record.held" && record.counts(index) && !released.contains(attributes.reference)
        }.map { index in
            let event = record.events[index]
            return Hold(position: event.position, heldBy: event["held_by"]?.string, reasons: event["reasons"]?.string)
        }
    }
}
