public import Events

/// How long one kind of record must be kept, and who says so.
public struct RetentionSchedule: Sendable, Equatable {
    public let id: String
    public let title: String
    /// Which cases it is for.
    public let appliesTo: Scope
    public let keep: Term
    /// Where it is written.
    public let source: String
    /// The first day on which it holds.
    public let effectiveFrom: Day

    /// Which cases a schedule is for.
    public enum Scope: Sendable, Equatable {
        /// Cases in which some child ever had one of these statuses.
        case everStatus(Set<String>)
        /// Cases with an adoption order.
        case adoptionOrder
        /// Every case.
        case all
    }

    /// So many years from something.
    public struct Term: Sendable, Equatable {
        public let years: Int
        public let from: Start
        /// Where a child died before this age the years count from the death.
        public let childDied: ChildDied?
    }

    /// What the years of a term are counted from: a child's birth, the closing of the case, or its adoption order.
    public enum Start: String, Sendable, CaseIterable {
        case birth, closure
        case adoptionOrder = "adoption_order"
    }

    /// A shorter term for a child who died young: `years` from the death, where the child was under `beforeAge` years.
    public struct ChildDied: Sendable, Equatable {
        public let beforeAge: Int
        public let years: Int
    }
}
