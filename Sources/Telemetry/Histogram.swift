import Synchronization

/// How long things took, in buckets with fixed bounds.
public final class Histogram: Sendable {
    /// Upper bounds of the buckets, in seconds; what takes longer is in the last one.
    public static let bounds = [0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10]

    private let state = Mutex(State())

    private struct State {
        var counts = [UInt64](repeating: 0, count: Histogram.bounds.count + 1)
        var sum = 0.0
    }

    public init() {}

    /// Counts one thing that took so many seconds, 0 or more; one that took as long as a bound is in its bucket.
    public func record(seconds: Double) {
        let bucket = Self.bounds.firstIndex { seconds <= $0 } ?? Self.bounds.count
        state.withLock { state in
            state.counts[bucket] += 1
            state.sum += seconds
        }
    }

    /// Counts one thing that took so long.
    public func record(_ duration: Duration) {
        let (seconds, attoseconds) = duration.components
        record(seconds: Double(seconds) + Double(attoseconds) / 1e18)
    }

    /// How many fell at or below each bound, how many there were, and their sum in seconds.
    public var snapshot: (cumulative: [(bound: Double, count: UInt64)], count: UInt64, sum: Double) {
        let (counts, sum) = state.withLock { ($0.counts, $0.sum) }
        var total: UInt64 = 0
        var cumulative: [(Double, UInt64)] = []
        for (bound, count) in zip(Self.bounds, counts) {
            total += count
            cumulative.append((bound, total))
        }
        return (cumulative, total + (counts.last ?? 0), sum)
    }
}
