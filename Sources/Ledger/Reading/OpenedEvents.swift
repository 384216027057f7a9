package import Events
import Synchronization

/// The events that were read last, opened: who reconstructs a case asks one question after the other about it, and opening
/// its events is most of what each costs.
///
/// What is erased is let go at once. Nothing else is ever wrong in here, as an event never changes.
package final class OpenedEvents: Sendable {
    private let state: Mutex<State>

    /// - Parameter byteLimit: bytes of opened events kept, at most, about.
    package init(byteLimit: Int = 16 << 20) { state = Mutex(State(byteLimit: byteLimit)) }

    /// Two halves: what is asked for again moves to the young one, and when that is full the old one goes.
    private struct State {
        let byteLimit: Int
        var young: [Position: RecordedEvent] = [:]
        var old: [Position: RecordedEvent] = [:]
        var youngBytes = 0

        mutating func keep(_ event: RecordedEvent) {
            guard young.updateValue(event, forKey: event.position) == nil else { return }
            youngBytes += event.size
            guard youngBytes > byteLimit / 2 else { return }
            old = young
            young = [:]
            youngBytes = 0
        }

        mutating func find(_ position: Position) -> RecordedEvent? {
            if let event = young[position] { return event }
            guard let event = old[position] else { return nil }
            keep(event)
            return event
        }
    }

    /// What is here of these, each at the place of its position.
    package func find(_ positions: some Sequence<Position>) -> [RecordedEvent?] {
        state.withLock { state in positions.map { state.find($0) } }
    }

    /// Keeps what was read, unless some of it may be erased by now.
    ///
    /// - Parameter isCurrent: whether nothing was erased since the events were read. Asked so that whoever erases and then
    ///   calls `forget` leaves nothing behind.
    package func keep(_ events: [RecordedEvent], if isCurrent: () -> Bool) {
        state.withLock { state in
            guard isCurrent() else { return }
            for event in events { state.keep(event) }
        }
    }

    /// Lets go of everything, as some of it may be erased now.
    package func forget() { state.withLock { $0 = State(byteLimit: $0.byteLimit) } }
}
