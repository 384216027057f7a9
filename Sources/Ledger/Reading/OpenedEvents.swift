package import Events
import Synchronization

/// The events that were read last, opened: who reconstructs a case asks one question after the other about it, and opening
/// its events is most of what each costs.
///
/// An event never changes but by being erased, so what is here holds for as long as nothing is: it is kept and found by the
/// number of erasures it was read under.
package final class OpenedEvents: Sendable {
    private let state: Mutex<State>

    /// - Parameter byteLimit: bytes of opened events kept, at most, about.
    package init(byteLimit: Int = 16 << 20) { state = Mutex(State(byteLimit: byteLimit)) }

    /// Two halves: what is asked for again moves to the young one, and when that is full the old one goes.
    private struct State {
        let byteLimit: Int
        /// How often something had been erased when what is here was read.
        var erasures = 0
        var young: [Position: RecordedEvent] = [:]
        var old: [Position: RecordedEvent] = [:]
        var youngBytes = 0

        mutating func pass(to erasures: Int) {
            if self.erasures < erasures { self = State(byteLimit: byteLimit, erasures: erasures) }
        }

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
    ///
    /// - Parameter erasures: how often something was erased until now.
    package func find(_ positions: some Sequence<Position>, after erasures: Int) -> [RecordedEvent?] {
        state.withLock { state in
            state.pass(to: erasures)
            guard state.erasures == erasures else { return positions.map { _ in nil } }
            return positions.map { state.find($0) }
        }
    }

    /// All of these; nil where not every one is here.
    ///
    /// - Parameter erasures: how often something was erased until now.
    package func all(_ positions: [Position], after erasures: Int) -> [RecordedEvent]? {
        state.withLock { state in
            state.pass(to: erasures)
            guard state.erasures == erasures else { return nil }
            var events: [RecordedEvent] = []
            events.reserveCapacity(positions.count)
            for position in positions {
                guard let event = state.find(position) else { return nil }
                events.append(event)
            }
            return events
        }
    }

    /// Keeps what was read.
    ///
    /// - Parameter erasures: how often something had been erased before it was read: it is not kept if more was since.
    package func keep(_ events: [RecordedEvent], after erasures: Int) {
        state.withLock { state in
            guard state.erasures == erasures else { return }
            for event in events { state.keep(event) }
        }
    }

    /// Lets go of what was read before so much was erased.
    package func forget(before erasures: Int) { state.withLock { $0.pass(to: erasures) } }
}
