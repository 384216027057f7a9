import Events

extension Finding {
    /// What the record that comes nearest lacks of what a clause asks for.
    struct Shortfall: Sendable {
        /// Whose shortfall it is.
        enum Origin: Sendable {
            case record(Mention)
            /// There is no record of the kind, which is called so.
            case none(called: String)
            /// A record says it all, but is not one that counts here: it lies outside the time, or belongs to something else.
            case elsewhere
        }

        let origin: Origin
        /// The fields that are left empty.
        let unsaid: [FieldReference]
        /// What is left unsaid, what is said of some but not of all, and what is said otherwise than is asked, in plain words.
        let unsaidWords: [String]
        let partlyWords: [String]
        let otherwiseWords: [String]
        /// The entries of a list that it does not have.
        let missingItems: [String]

        /// The record that comes nearest; nil where there is none.
        var record: Mention? { if case .record(let mention) = origin { mention } else { nil } }
    }
}

extension Clause {
    /// Whether it asks what a record says, and not only for something to be done: where nothing was done in time, what a record
    /// leaves unsaid is the reason; where that is all it asks, it is the finding.
    var asksForContent: Bool {
        switch shape {
        case .contentOfEachRecord, .contentOfPlanInForce, .contentOfLinkedRecord, .contentAtLeastOnce: true
        default: kind == .content
        }
    }

    /// Whether a record may come near to what it asks for: not to what must not happen, holds of all, or sums up others.
    var canBeMissedNarrowly: Bool {
        switch shape {
        case .absence, .invariant, .meta, .ratio: false
        default: true
        }
    }
}
