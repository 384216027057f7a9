/// How near the records of a kind come to one thing that a clause asks for.
struct Nearness {
    enum Origin {
        /// The record at this place comes nearest.
        case record(Int)
        /// There is none of the kind.
        case none
        /// One says it all but does not count here.
        case elsewhere
    }

    let origin: Origin
    let event: CompiledEvent
    /// The tests it fails.
    var failed: [FailedTest]

    var place: Int? { if case .record(let place) = origin { place } else { nil } }

    /// The nearest first: one that is there, that fails little, that is silent rather than says otherwise, that is late.
    static func isNearer(_ a: Nearness, _ b: Nearness) -> Bool { a.rank < b.rank }

    private var rank: (Int, Int, Int, Int) {
        switch origin {
        case .record(let place): (0, failed.count, failed.count { $0.failure == .otherwise }, -place)
        case .elsewhere: (1, 0, 0, 0)
        case .none: (2, 0, 0, 0)
        }
    }
}

/// A test that a record fails.
struct FailedTest {
    enum Failure {
        /// The field is empty.
        case unsaid
        /// It is a list that lacks some of what is asked.
        case partly
        /// It says something else than is asked.
        case otherwise
    }

    let test: CompiledTest
    let failure: Failure
    /// Others of the same field, of which one would do in its place.
    var alternatives: [CompiledTest] = []
}
