/// Types of event that set a fact that lasts, and how it ends.
///
/// As the catalogue marks them (`standing`); a test compares the two.
enum Standing {
    static let types: Set<String> = [
        "case.opened", "case.allocated", "status.started", "assessment.completed", "assessment.updated",
        "assessment.approved", "check.completed", "plan.agreed", "plan.updated", "frequency.agreed", "placement.started",
        "decision.made", "agreement.signed", "worker.started", "team.formed", "document.completed", "consent.recorded",
        "network.mapped", "household.changed", "summary.updated", "chronology.entered", "chronology.reviewed",
        "person.recorded", "absence.recorded",
    ]

    /// Types that bring something up to date, or that are no record of the trigger itself: one such event may answer
    /// several triggers when links are inferred.
    static let answersSeveral: Set<String> = [
        "summary.updated", "assessment.updated", "plan.updated", "chronology.entered", "chronology.reviewed",
        "supervision.held", "visit.made",
    ]

    /// Types that allow something for as long as they are in force: one such event answers each trigger of its time when links
    /// are inferred. The other types of ``types`` are records of the one thing that called for them.
    static let permissions: Set<String> = ["consent.recorded"]

    /// What tells facts of one type apart: a later one with the same takes the earlier one's place.
    static func keys(of type: String) -> [String] {
        switch type {
        case "frequency.agreed": ["frequency_of"]
        case "consent.recorded": ["scope"]
        case "network.mapped": ["map_type"]
        case "summary.updated": ["summary_type"]
        case "agreement.signed": ["agreement_type"]
        case "check.completed": ["check_type", "person"]
        case "household.changed", "person.recorded": ["person"]
        case "document.completed": ["document_type"]
        case "assessment.completed", "assessment.updated", "assessment.approved": ["assessment_type", "person"]
        default: []
        }
    }
}
