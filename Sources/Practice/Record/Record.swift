public import Events

/// The events of one subject, tied together: the common ground of all folds.
///
/// Sources post in any order, so a reference may name an event that came later, or that is not here at all. What is
/// withdrawn, restated and corrected is worked out from all of the events given, whatever their order.
public struct Record: Sendable {
    /// In order of position.
    public let events: [Event]
    /// Whose record it is; nil where the events are not of one subject (a register across cases): then every event is
    /// taken for its own subject's.
    public let subject: Subject?
    /// What each event is tied to, by index.
    let ties: [Ties]
    private let places: [EventReference: Int]

    /// - Parameters:
    ///   - events: what the ledger held at the basis of the question, of `subject` and of others that concern it.
    public init(_ events: [Event], of subject: Subject?) {
        var events = events
        if !zip(events, events.dropFirst()).allSatisfy({ $0.position < $1.position }) {
            events.sort { $0.position < $1.position }
        }
        var places: [EventReference: Int] = [:]
        places.reserveCapacity(events.count)
        for (index, event) in events.enumerated() { places[event.attributes.reference] = index }
        self.events = events
        self.subject = subject
        self.places = places
        ties = Ties.all(of: events, at: places)
    }

    /// The index of an event that is here.
    func index(of reference: EventReference) -> Int? { places[reference] }

    /// The index of the event at `position`.
    public func index(at position: Position) -> Int? {
        var low = 0
        var high = events.count
        while low < high {
            let middle = (low + high) / 2
            if events[middle].position < position { low = middle + 1 } else { high = middle }
        }
        return low < events.count && events[low].position == position ? low : nil
    }

    /// Whether the event is about the record's own subject, not shown here as a cross-reference.
    func isOwn(_ index: Int) -> Bool { subject.map { events[index].attributes.subject == $0 } ?? true }

    /// Whether the event is a fact of this record: its own, neither withdrawn nor stated anew by another.
    func counts(_ index: Int) -> Bool { isOwn(index) && stands(index) }

    /// Whether the event is neither withdrawn nor stated anew by another.
    func stands(_ index: Int) -> Bool { !ties[index].isWithdrawn && !ties[index].isRestated }

    func positions(_ indexes: some Sequence<Int>) -> [Position] { indexes.map { events[$0].position } }
}

extension Event {
    var isCorrection: Bool { attributes.type == "record.corrected" }
    var isWithdrawal: Bool { attributes.type == "record.withdrawn" }
    /// About the record, not about the world: it has its effect at whatever date the world is looked at.
    var isAboutTheRecord: Bool { isCorrection || isWithdrawal }
}
