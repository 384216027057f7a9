/// What a pack is read against.
public struct ReadingContext: Sendable {
    public var events: EventFields
    /// The conditions and occurrences that all packs share.
    public var vocabulary: Vocabulary
    /// By name.
    public var parameters: [String: ParameterDefinition]
    /// The clauses of all packs that a configuration may name; nil where the packs are not at hand.
    public var clauses: Set<Clause.ID>?
    /// Those of them that sum up others, with the parameters that name these.
    public var summing: [Clause.ID: [String]] = [:]

    public init(
        events: EventFields, vocabulary: Vocabulary = Vocabulary(), parameters: [String: ParameterDefinition] = [:]
    ) {
        self.events = events
        self.vocabulary = vocabulary
        self.parameters = parameters
    }
}
