import Client
import JSON

/// What to say of events that were refused.
enum Refusal {
    /// Refused events that are told; who posts a file that is not theirs has one in every line.
    private static let shown = 100

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
        let rest = problem.faults.count - shown
        return problem.faults.prefix(shown).map { fault in
            let place = places.indices.contains(fault.index) ? places[fault.index] : "event \(fault.index)"
            return "\(place): \(fault.pointer.isEmpty ? "" : fault.pointer + ": ")\(fault.message)"
        } + (rest > 0 ? ["… and \(rest) more of this batch."] : [])
    }
}
