import Events

/// What an entry does to those that it says it puts right. This is decided here and nowhere else; how these stand then is their
/// ``Standing``.
///
/// What is named and not among the events at this basis has nothing done to it.
package enum Correction: Sendable {
    /// Puts nothing right.
    case none
    /// `record.corrected`: says that these were wrong, and why. They count as before.
    case marks([Named])
    /// `record.withdrawn`: these no longer count.
    case withdraws([Named])
    /// Any other entry that `corrects` one: states anew what that one said, which no longer counts.
    case restates(Named)
    /// A decision's end that `corrects` the decision: it is about that one, and states nothing anew.
    case ends(Int)

    /// - Parameters:
    ///   - named: what the entry's `corrects` names.
    ///   - basis: what its data is based on: what a withdrawal or correction is of that names nothing else.
    init(by kind: Brief.Kind, naming named: Named?, restingOn basis: [Named], among briefs: [Brief]) {
        switch kind {
        case .recordCorrected: self = .marks(named.map { [$0] } ?? basis)
        case .recordWithdrawn: self = .withdraws(named.map { [$0] } ?? basis)
        default:
            guard let named else {
                self = .none
                return
            }
            if kind == .decisionEnded, let ended = named.index, briefs[ended].kind == .decisionMade {
                self = .ends(ended)
            } else {
                self = .restates(named)
            }
        }
    }

    /// What it puts right, in the source's order: all but a decision that it ends.
    package var putsRight: [Named] {
        switch self {
        case .none, .ends: []
        case .marks(let named), .withdraws(let named): named
        case .restates(let named): [named]
        }
    }

    /// The entry that it states anew.
    package var restated: Int? { if case .restates(let named) = self { named.index } else { nil } }

    /// The first entry that it names and that is here: the decision that it ends among them.
    var named: Int? { if case .ends(let decision) = self { decision } else { putsRight.lazy.compactMap(\.index).first } }

    /// The first that it names and that is not here, as its source names it.
    var namedElsewhere: EventReference? { putsRight.lazy.compactMap(\.reference).first }
}
