extension Record {
    /// What an entry does to those that it says it puts right.
    package func correction(_ index: Int) -> Correction { parts.corrections[index] }

    /// How an entry stands: what others did to it.
    package func standing(_ index: Int) -> Standing { parts.standings[index] }

    /// Whether the event is neither withdrawn nor stated anew by another.
    package func stands(_ index: Int) -> Bool { parts.standings[index].counts }

    /// Whether the event is a fact of this record: its own, neither withdrawn nor stated anew by another.
    package func counts(_ index: Int) -> Bool { isOwn(index) && stands(index) }

    /// What an event's data is based on, in the source's order.
    package func basis(_ index: Int) -> [Named] { parts.bases[index] }

    /// The event that now states what `index` stated: the last of those that state it anew, or itself.
    package func current(_ index: Int) -> Int { follow(index) { parts.standings[$0].restatedBy } }

    /// An event, what states it anew, and so on to the last.
    func statements(from index: Int) -> [Int] {
        Array(sequence(first: index) { parts.standings[$0].restatedBy }.prefix(events.count))
    }

    /// The first in a row of restatements that ends with this event.
    package func original(_ index: Int) -> Int {
        follow(index) { at in parts.corrections[at].restated.flatMap { standing($0).isRestated ? $0 : nil } }
    }

    /// What an event rests on: what its data names, or, for a restatement that names nothing, what the entry it states
    /// anew named.
    func restsOn(_ index: Int) -> [Int] {
        let at = follow(index) { parts.bases[$0].isEmpty ? parts.corrections[$0].restated : nil }
        return parts.bases[at].compactMap(\.index)
    }

    /// Goes from entry to entry to the last. What leads in a circle is left.
    func follow(_ index: Int, _ next: (Int) -> Int?) -> Int {
        var at = index
        for _ in events.indices {
            guard let other = next(at), other != at else { break }
            at = other
        }
        return at
    }
}
