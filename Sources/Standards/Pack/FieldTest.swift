/// What one field of an event must say.
public struct FieldTest: Hashable, Sendable {
    public var field: FieldPath
    public var test: Test

    public init(_ field: FieldPath, _ test: Test) {
        self.field = field
        self.test = test
    }
}

/// A field of an event: of its data, or of what the envelope says.
public enum FieldPath: Hashable, Sendable {
    /// A field of `data`.
    case data(String)
    /// Who did it: `by`, present where the actor is known.
    case actor
    /// `by.id`.
    case actorID
    /// `by.role`.
    case actorRole
    /// `by.team`.
    case actorTeam
    /// When it happened: `time`.
    case time
    /// When the source system wrote it down: `entered_at`.
    case enteredAt

    /// Reads the path as packs write it; a name the envelope does not have is a field of the data.
    public init(_ text: String) {
        switch text {
        case "by": self = .actor
        case "by.id": self = .actorID
        case "by.role": self = .actorRole
        case "by.team": self = .actorTeam
        case "time": self = .time
        case "entered_at": self = .enteredAt
        default: self = .data(text)
        }
    }
}

extension FieldPath: CustomStringConvertible {
    /// The path as packs write it.
    public var description: String {
        switch self {
        case .data(let name): name
        case .actor: "by"
        case .actorID: "by.id"
        case .actorRole: "by.role"
        case .actorTeam: "by.team"
        case .time: "time"
        case .enteredAt: "entered_at"
        }
    }
}

/// What a field is compared with.
public enum Operand: Hashable, Sendable {
    case value(Scalar)
    /// `$each`: the member of the `for_each` set being tested.
    case each
    /// `$worker`: the worker the clause is about.
    case worker
    /// `$team`: the team of the worker concerned.
    case team
    /// `trigger.plan_type`: that field of the triggering event.
    case trigger(FieldPath)
}

/// A plain value of a field.
public enum Scalar: Hashable, Sendable {
    case text(String)
    case boolean(Bool)
    case integer(Int)
}

/// One test of a field. An absent field fails every test but `present(false)` and `differs`.
public enum Test: Hashable, Sendable {
    case equals(Operand)
    /// Has a value, or has none. An empty text or list is no value.
    case present(Bool)
    /// One of these.
    case isOneOf([Scalar])
    /// Given, and none of these.
    case isNoneOf([Scalar])
    /// Absent, or different: `not`.
    case differs(Scalar)
    /// Given, and different: `present_and_not`, within `has_items`.
    case presentAndDiffers(Scalar)
    /// A list that holds this.
    case contains(Operand)
    case containsAll([Scalar])
    case containsAny([Scalar])
    /// The list is not empty, and every item has these sub-fields.
    case eachHas([String])
    /// For each pattern, some item of the list matches all its tests.
    case hasItems([[FieldTest]])
    /// `based_on` names an event that one of these patterns matches.
    case refersTo([EventMatch])
    /// Its age at the trigger's time (without a trigger: at the day asked about) is not above the parameter.
    case notOlderThan(parameter: String)
    /// One of the parameter's list.
    case isInParameter(String)
    /// A date not after the trigger's time plus the clause's limit.
    case notAfterDue
    /// A date after the day asked about: still valid.
    case afterNow
    /// Different from the same field of the event before.
    case differsFromPrevious
}
