extension Engine {
    /// Which clauses of a pack are asked about.
    ///
    /// They and what they rest on alone are judged, and their findings alone are told, the same as among those of all clauses.
    public enum Selection: Sendable {
        case all
        case some(Set<Clause.ID>)
        /// Those that a rule decides: nothing else falls due.
        case computed

        /// - Parameter clause: the one that is asked about; nil for all.
        public init(_ clause: Clause.ID?) { self = clause.map { .some([$0]) } ?? .all }

        func holds(_ clause: Clause) -> Bool {
            switch self {
            case .all: true
            case .some(let ids): ids.contains(clause.id)
            case .computed: clause.check == .computed
            }
        }
    }
}
