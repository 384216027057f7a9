import Events
import JSON
import Ledger
import Schema
import Wire

/// Checks, seals and digests what was posted, a long batch in parts at the same time, so that one poster can use every core.
struct Preparation: Sendable {
    let admission: Admission
    let ledger: Ledger
    let postedBy: String
    /// Throws where the poster has no right to post this, the event at an index.
    let allow: @Sendable (Attributes, Int) throws -> Void

    init(
        admission: Admission, ledger: Ledger, postedBy: String, allow: @escaping @Sendable (Attributes, Int) throws -> Void
    ) {
        self.admission = admission
        self.ledger = ledger
        self.postedBy = postedBy
        self.allow = allow
    }

    /// Events of one part. Shorter batches are not worth a second task.
    private static let partLength = 125

    /// What became of one part: the events, or what is wrong with them.
    private struct Part: Sendable {
        let place: Int
        let faults: [(index: Int, fault: Fault)]
        let prepared: [Prepared]
    }

    /// The prepared events in parts, in order.
    ///
    /// - Throws: a problem that names every fault found, or `AppendError.tooLarge`.
    func run(_ events: [JSONValue]) async throws -> [[Prepared]] {
        guard events.count > Self.partLength else { return try finish([try part(0, events[...])]) }
        let parts = try await withThrowingTaskGroup(of: Part.self) { group in
            for start in stride(from: 0, to: events.count, by: Self.partLength) {
                let slice = events[start..<min(start + Self.partLength, events.count)]
                group.addTask { try part(start, slice) }
            }
            return try await group.reduce(into: []) { $0.append($1) }
        }
        return try finish(parts.sorted { $0.place < $1.place })
    }

    private func part(_ place: Int, _ events: ArraySlice<JSONValue>) throws -> Part {
        let (postings, faults) = admission.read(events, firstIndex: place)
        if faults.isEmpty { for (index, posting) in zip(place..., postings) { try allow(posting.attributes, index) } }
        let prepared = faults.isEmpty ? try ledger.prepare(postings, postedBy: postedBy, firstIndex: place) : []
        return Part(place: place, faults: faults, prepared: prepared)
    }

    private func finish(_ parts: [Part]) throws(Problem) -> [[Prepared]] {
        let faults = parts.flatMap(\.faults)
        guard faults.isEmpty else { throw .invalidEvent(faults) }
        return parts.map(\.prepared)
    }
}
