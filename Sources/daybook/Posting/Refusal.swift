import Client

/// What to say of events that were refused.
enum Refusal {
    /// - Parameter places: where each posted event came from.
    static func lines(_ problem: Problem, _ places: [String]) -> [String] {
        guard !problem.faults.isEmpty else {
            // A problem of the whole names no event, but a batch of one is that event.
            let place = places.count == 1 ? places.first.map { "\($0): " } ?? "" : ""
            return [place + problem.detail]
        }
        return problem.faults.map { fault in
            let place = places.indices.contains(fault.index) ? places[fault.index] : "event \(fault.index)"
            return "\(place): \(fault.pointer.isEmpty ? "" : fault.pointer + ": ")\(fault.message)"
        }
    }
}
