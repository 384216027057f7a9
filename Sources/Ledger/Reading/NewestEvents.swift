import Events
import Synchronization

/// The newest events as the writer has them in hand, for those who follow the ledger closely: what was
/// written a moment ago need not be read, opened and parsed again.
final class NewestEvents: Sendable {
    private let state = Mutex(State())

    /// Events kept, and their bytes in the log, at most; older ones are read from the log. In memory, read and ready to be
    /// shown, they take three to four times as much.
    private static let eventLimit = 4_000
    private static let byteLimit = 8 << 20

    private struct Stretch {
        /// The position of the first.
        let start: UInt64
        let recordedTime: Instant
        let events: [Prepared]
        let size: Int

        var end: UInt64 { start + UInt64(events.count) }
    }

    private struct State {
        /// The last commits, in order, without a gap.
        var stretches: [Stretch] = []
        var events = 0
        var size = 0
    }

    /// Takes in what a commit has added.
    func add(_ events: [Prepared], from start: UInt64, recordedTime: Instant) {
        let stretch = Stretch(
            start: start, recordedTime: recordedTime, events: events, size: events.reduce(0) { $0 + $1.size })
        // What goes is taken apart behind the lock, so that nobody waits for that.
        let gone = state.withLock { state in
            state.stretches.append(stretch)
            state.events += events.count
            state.size += stretch.size
            var old = 0
            while state.events > Self.eventLimit || state.size > Self.byteLimit {
                state.events -= state.stretches[old].events.count
                state.size -= state.stretches[old].size
                old += 1
            }
            defer { state.stretches.removeFirst(old) }
            return Array(state.stretches.prefix(old))
        }
        _ = consume gone
    }

    /// Lets go of everything, as some of it may be erased now.
    func forget() { state.withLock { $0 = State() } }

    /// An event, and what was decided about it.
    typealias Placed = (event: Prepared, position: Position, recordedTime: Instant)

    /// Up to `limit` events from `position` on; nil where that one is not here any more.
    func events(from position: UInt64, limit: Int) -> [Placed]? {
        let stretches = state.withLock { state -> [Stretch]? in
            guard let first = state.stretches.first, let last = state.stretches.last, first.start <= position,
                position < last.end
            else { return nil }
            return state.stretches
        }
        guard let stretches else { return nil }
        var events: [Placed] = []
        for stretch in stretches where stretch.end > position {
            for place in max(position, stretch.start)..<stretch.end {
                if events.count == limit { return events }
                events.append((stretch.events[Int(place - stretch.start)], Position(place), stretch.recordedTime))
            }
        }
        return events
    }
}
