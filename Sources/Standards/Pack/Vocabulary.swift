public import Events

/// The conditions and occurrences that clauses name.
public struct Vocabulary: Equatable, Sendable {
    /// By name.
    public var conditions: [String: Condition]
    /// By name.
    public var occurrences: [String: Occurrence]
    /// What the fields of events are about, to stand within a sentence.
    public var meanings: [FieldReference: String] = [:]

    public init(conditions: [String: Condition] = [:], occurrences: [String: Occurrence] = [:]) {
        self.conditions = conditions
        self.occurrences = occurrences
    }

    /// This vocabulary with another laid over it: where both have a name, the other's meaning stands.
    public func overlaid(with other: Vocabulary) -> Vocabulary {
        var result = Vocabulary(
            conditions: conditions.merging(other.conditions) { $1 },
            occurrences: occurrences.merging(other.occurrences) { $1 })
        result.meanings = meanings.merging(other.meanings) { $1 }
        return result
    }
}

/// A trigger that several clauses share, under a name.
public struct Occurrence: Equatable, Sendable {
    public var name: String
    public var meaning: String
    public var subject: Subject.Kind
    public var trigger: Trigger

    public init(name: String, meaning: String, subject: Subject.Kind, trigger: Trigger) {
        self.name = name
        self.meaning = meaning
        self.subject = subject
        self.trigger = trigger
    }
}
