import Telemetry

/// What is counted and timed.
final class ServerMetrics: Sendable {
    let appended = Counter()
    let repeated = Counter()
    let refused = Counter()
    let overloaded = Counter()
    let requests = Counter()
    let failures = Counter()
    let visits = Counter()
    let denied = Counter()
    let brokenGlass = Counter()
    let unrecorded = Counter()
    let judged = Counter()
    let appending = Histogram()
    let asking = Histogram()
    let visiting = Histogram()
}
