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
    /// Whether the poster has the right to post this.
    let allows: @Sendable (Attributes) -> Bool
    /// The refusal of events that the poster has no right to post, one at least, each with its index.
    let refusal: @Sendable ([(index: Int, attributes: Attributes)]) -> Problem

    init(
        admission: Admission, ledger: Ledger, postedBy: String, allows: @escaping @Sendable (Attributes) -> Bool,
        refusal: @escaping @Sendable ([(index: Int, attributes: Attributes)]) -> Problem
    ) {
        self.admission = admission
        self.ledger = ledger
        self.postedBy = postedBy
        self.allows = allows
        self.refusal = refusal
    }

    /// Events of one part. Shorter batches are not worth a second task.
    private static let partLength = 125

    /// What became of one part: the events, or what is wrong with them.
    private struct Part: Sendable {
        let place: Int
        let faults: [(index: Int, fault: Fault)]
        /// Events that the poster has no right to post.
        let forbidden: [(index: Int, attributes: Attributes)]
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
        guard faults.isEmpty else { return Part(place: place, faults: faults, forbidden: [], prepared: []) }
        var forbidden: [(index: Int, attributes: Attributes)] = []
        for (index, posting) in zip(place..., postings) where !allows(posting.attributes) {
            forbidden.append((index, posting.attributes))
        }
        let prepared = forbidden.isEmpty ? try ledger.prepare(postings, postedBy: postedBy, firstIndex: place) : []
        return Part(place: place, faults: [], forbidden: forbidden, prepared: prepared)
    }

    private func finish(_ parts: [Part]) throws(Problem) -> [[Prepared]] {
        let faults = parts.flatMap(\.faults)
        guard faults.isEmpty else { throw .invalidEvent(faults) }
        let forbidden = parts.flatMap(\.forbidden)
        guard forbidden.isEmpty else { throw refusal(forbidden) }
        return parts.map(\.prepared)
    }
}
