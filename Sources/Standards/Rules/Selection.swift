extension Engine {
    /// Which clauses of a pack are asked about.
    ///
    /// They and what they rest on alone are judged, and their findings alone are told, the same as among those of all clauses.
    public enum Selection: Sendable {
        case all
        case some(Set<Clause.ID>)
        /// Those that a rule decides and that fall due on some day: nothing else is overdue.
        case fallingDue

        /// - Parameter clause: the one that is asked about; nil for all.
        public init(_ clause: Clause.ID?) { self = clause.map { .some([$0]) } ?? .all }

        func holds(_ clause: Clause) -> Bool {
            switch self {
            case .all: true
            case .some(let ids): ids.contains(clause.id)
            case .fallingDue: clause.check == .computed && clause.fallsDue
            }
        }
    }
}

extension Clause {
    /// Whether what it asks for can have a last day: it has a limit, or its shape counts in turns and periods. Where something is
    /// asked for while a state lasts, or after something happened, and no limit is given, nothing says when it is late.
    fileprivate var fallsDue: Bool {
        switch shape {
        case .interval, .countPerPeriod, .deadlineAfter, .deadlineBefore, .valueLimit, .recordingLag, .notBefore: true
        default: limit != nil || limitFrom != nil || forecastFrom != nil
        }
    }
}
