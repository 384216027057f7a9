public import Events

/// Why a finding cannot be told, or why it rests on something that is not set.
public enum Doubt: Hashable, Sendable {
    /// The source never supplies this field.
    case notRecorded(FieldReference, source: String)
    /// The data of the event has been erased.
    case erased(Position)
    /// The event lacks a field that the rule needs.
    case lacks(Position, field: String)
    /// The time of the event is not known exactly enough.
    case time(Position)
    /// The record does not say who did it.
    case author(Position)
    /// What the event says it rests on is not in the record.
    case basis(Position)
    /// It is not clear which placement ended.
    case placement(Position)
    /// A set the rule runs over is empty.
    case emptySet(String)
    /// The date of birth of a child is not on record.
    case dateOfBirth(child: String?)
    /// Brothers' and sisters' homes cannot be compared.
    case home(Position)
    /// A parameter has no value.
    case notConfigured(String)
    /// The calendar of working days does not cover the year.
    case notCovered(year: Int)
    /// The school terms that are set do not reach so far.
    case noSchoolTerm
    /// It rests on another clause whose result cannot be told.
    case clause(Clause.ID)
    /// Only the latest of an unlinked pair could be meant, and the parameter forbids to infer it.
    case unlinked
    /// There is nothing on record of what the clause measures from.
    case noStart(String)
    /// It sums up other clauses across all cases, and these were not looked at.
    case acrossCases
    /// Entries that whoever asks may not see bear on it.
    case withheld
    /// A limit in the record is no length of time or date that can be used.
    case unusableLimit(Position, field: String)

    /// Whether it is configuration that is missing, not knowledge.
    var isConfiguration: Bool { if case .notConfigured = self { true } else { false } }
}

/// A test's answer.
enum Verdict {
    case yes, no
    case unknown(Doubt)
}
