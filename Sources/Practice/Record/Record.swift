public import Events
import JSON

/// The events of one subject, tied together: the common ground of all folds.
///
/// Sources post in any order, so a reference may name an event that came later, or that is not here at all. What is
/// withdrawn, restated and corrected is worked out from all of the events given, whatever their order.
public struct Record: Sendable {
    let parts: Parts

    /// - Parameters:
    ///   - events: what the ledger held at the basis of the question, of `subject` and of others that concern it.
    ///   - remarks: what the ledger held elsewhere that tells how these stand (``Events/Event/isRemark``), or is needed to
    ///     say what they name. It is no part of the record: it is listed nowhere, and counts for nothing else.
    ///   - withheld: what the ledger holds and may not be shown to whoever asks.
    public init(
        _ events: [Event], of subject: Subject?, remarks: [Event] = [], withheld: Set<EventReference> = []
    ) {
        parts = Parts(events + remarks, of: subject, remarks: Set(remarks.map(\.position)), withheld)
    }

    /// Whose records the events that are not the subject's own stand on, one for each event.
    public var others: [Subject] {
        events.indices.compactMap { isOwn($0) ? nil : events[$0].header.attributes.subject }
    }

    /// Whether something of it is withheld from whoever asks.
    public var isPartial: Bool { !parts.withheld.isEmpty }

    /// What to say where the record's own events have been erased: what they said cannot be known any more, and must not be
    /// denied. Nil where they say what they said.
    var erased: String? {
        guard let gone = events.indices.first(where: { isOwn($0) && events[$0].data == nil }) else { return nil }
        return events[gone].erasure?.sentence ?? "What the record said has been erased."
    }

    /// Why an event that one of these names is not here.
    func absence(of reference: EventReference) -> String {
        parts.withheld.contains(reference) ? "on a record that you may not see" : "not in the ledger at this basis"
    }

    /// The record as it would be had some events, by index, never come.
    package func without(_ left: Set<Int>) -> Record {
        let kept = events.indices.filter { !left.contains($0) }
        return Record(
            kept.filter { !isRemark($0) }.map { events[$0] }, of: subject,
            remarks: kept.filter(isRemark).map { events[$0] }, withheld: parts.withheld)
    }

    /// In order of position.
    public var events: [Event] { parts.events }
    /// Whose record it is; nil where the events are not of one subject (a register across cases): then every event is
    /// taken for its own subject's.
    public var subject: Subject? { parts.subject }
    /// The gist of each event, by index.
    var briefs: [Brief] { parts.briefs }
    /// Indexes in the order in which the events were first written down, then of position.
    var byTelling: [Int] { parts.byTelling }
    /// Indexes in the order of the world: by time, then by when they were first written down, then by position.
    var byTime: [Int] { parts.byTime }

    /// Shared, as every line of an answer keeps the record it is of.
    final class Parts: Sendable {
        let events: [Event]
        let subject: Subject?
        let briefs: [Brief]
        let byTelling: [Int]
        let byTime: [Int]
        let bases: [[Named]]
        let corrections: [Correction]
        let standings: [Standing]
        let places: [EventReference: Int]
        let withheld: Set<EventReference>

        init(_ events: [Event], of subject: Subject?, remarks: Set<Position>, _ withheld: Set<EventReference>) {
            var events = events
            if !events.indices.dropFirst().allSatisfy({ events[$0 - 1].header.position < events[$0].header.position }) {
                events.sort { $0.position < $1.position }
            }
            var places: [EventReference: Int] = [:]
            places.reserveCapacity(events.count)
            for at in events.indices {
                places[events[at].reference] = at
            }
            let briefs = Brief.all(of: events, subject: subject, remarks: remarks)
            self.events = events
            self.subject = subject
            self.places = places
            self.withheld = withheld
            self.briefs = briefs
            byTelling = briefs.indices.sorted { briefs[$0].told != briefs[$1].told ? briefs[$0].told < briefs[$1].told : $0 < $1 }
            byTime = Record.sorted(byTelling, by: briefs)
            func named(_ reference: EventReference) -> Named { places[reference].map(Named.here) ?? .elsewhere(reference) }
            let bases = events.indices.map { Record.basis(events[$0].data, events[$0].header.attributes.source).map(named) }
            let corrections = events.indices.map { at in
                Correction(
                    by: briefs[at].kind, naming: Record.corrected(events[at].header.attributes).map(named),
                    restingOn: bases[at], among: briefs)
            }
            self.bases = bases
            self.corrections = corrections
            standings = Standing.all(corrections, briefs)
        }
    }

    // Parts of events are read where they are: copying an event counts two dozen references.

    private static func basis(_ data: JSONValue?, _ source: String) -> [EventReference] {
        guard let named = data?["based_on"], named.count > 0 else { return [] }
        return named.elements.compactMap { $0.string.map { EventReference($0, from: source) } }
    }

    private static func corrected(_ attributes: borrowing Attributes) -> EventReference? {
        guard let named = attributes.corrects else { return nil }
        return EventReference(named, from: attributes.source)
    }

    /// Sorts by time what is in the order of telling. The rank decides between equals, as a
    /// sort does not promise to keep their order.
    private static func sorted(_ byTelling: [Int], by briefs: [Brief]) -> [Int] {
        byTelling.indices
            .sorted { a, b in
                let (one, two) = (briefs[byTelling[a]].time, briefs[byTelling[b]].time)
                return one != two ? one < two : a < b
            }
            .map { byTelling[$0] }
    }

    /// The index of an event that is here.
    package func index(of reference: EventReference) -> Int? { parts.places[reference] }

    /// The index of the event at `position`.
    public func index(at position: Position) -> Int? {
        var low = 0
        var high = events.count
        while low < high {
            let middle = (low + high) / 2
            if events[middle].header.position < position { low = middle + 1 } else { high = middle }
        }
        return low < events.count && events[low].header.position == position ? low : nil
    }

    /// Whether the event stands elsewhere, and is here only for what it says of this record's events.
    package func isRemark(_ index: Int) -> Bool { briefs[index].isRemark }

    /// Whether the event is about the record's own subject, not shown here as a cross-reference.
    package func isOwn(_ index: Int) -> Bool { briefs[index].isOwn }

    /// Whether the event had happened by `end`; every event has where no end is given.
    func happened(_ index: Int, by end: Instant?) -> Bool { end.map { briefs[index].time <= $0 } ?? true }

    /// When the last of the record's own events happened that had happened by the end of a local day; nil where none had.
    public func lastTime(by asAt: Day?) -> Instant? {
        let end = endOf(asAt)
        return briefs.indices.filter { isOwn($0) && happened($0, by: end) }.map { briefs[$0].time }.max()
    }

    func positions(_ indexes: some Sequence<Int>) -> [Position] { indexes.map { events[$0].header.position } }
}
