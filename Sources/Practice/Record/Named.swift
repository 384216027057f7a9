package import Events

/// An event that another names, by its index among the events of a record.
package enum Named: Hashable, Sendable {
    case here(Int)
    /// Not among the events at this basis.
    case elsewhere(EventReference)

    package var index: Int? { if case .here(let index) = self { index } else { nil } }
    package var reference: EventReference? { if case .elsewhere(let reference) = self { reference } else { nil } }
}
