import Client
import JSON

/// What to say of events that were refused.
enum Refusal {
    /// - Parameter places: where each posted event came from.
    static func lines(_ problem: Problem, _ places: [String]) -> [String] {
        guard !problem.faults.isEmpty else {
            // A problem of the whole may name an event; and a batch of one is that event.
            let index = problem.document?["index"]?.integer.map(Int.init) ?? (places.count == 1 ? 0 : nil)
            guard let index, places.indices.contains(index) else { return [problem.detail] }
            // The place says which event; its number in the batch would be a second one.
            let number = "Event \(index) "
            let detail = problem.detail
            let said = detail.hasPrefix(number) ? "This event " + detail.dropFirst(number.count) : detail
            return ["\(places[index]): \(said)"]
        }
        return problem.faults.map { fault in
            let place = places.indices.contains(fault.index) ? places[fault.index] : "event \(fault.index)"
            return "\(place): \(fault.pointer.isEmpty ? "" : fault.pointer + ": ")\(fault.message)"
        }
    }
}
