/// The shapes of rule. Each says how trigger, state and answer make a result.
public enum Shape: String, CaseIterable, Sendable {
    /// Something within a limit after the trigger.
    case deadlineAfter = "deadline_after"
    /// Something at least so long before a scheduled meeting.
    case deadlineBefore = "deadline_before"
    /// At least every so often while a state holds.
    case interval
    /// The same event, or its note, written down within a limit: entered time against time.
    case recordingLag = "recording_lag"
    /// At least so many in each period.
    case countPerPeriod = "count_per_period"
    /// A date set in the record falls within a limit.
    case valueLimit = "value_limit"
    /// A minimum duration, breached by ending early.
    case notBefore = "not_before"
    /// A before B, or A by the time of B.
    case ordering
    /// After each trigger a linked event, without a limit: open or met.
    case followUp = "follow_up"
    /// At least one while the state holds.
    case presence
    /// Every such record carries these fields.
    case contentOfEachRecord = "content_of_each_record"
    /// The plan in force carries these fields.
    case contentOfPlanInForce = "content_of_plan_in_force"
    /// The record that answers the trigger carries these fields.
    case contentOfLinkedRecord = "content_of_linked_record"
    /// At least one record in the period carries these fields.
    case contentAtLeastOnce = "content_at_least_once"
    /// Named roles or agencies attended or contributed, or the reason why not.
    case attendance
    /// Done, chaired, endorsed or approved by a given role.
    case authority
    /// A record exists and is neither out of date nor superseded.
    case freshness
    /// Applies only where another clause was missed, or a set state was found.
    case consequence
    /// Must not happen.
    case absence
    /// True of all open cases at all times.
    case invariant
    /// Most of a set have a property.
    case ratio
    /// Only an auditor can say; flagged ones come with evidence.
    case auditorJudgement = "auditor_judgement"
    /// No open breach of a set of rules.
    case meta
}
