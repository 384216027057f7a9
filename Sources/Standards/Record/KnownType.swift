/// The types of event that the reading of records itself knows: who the children are, what ends what, who is who. What an
/// authority asks for is in its pack.
enum KnownType: Int, CaseIterable {
    case caseOpened, caseClosed, caseAllocated, allocationEnded
    case statusStarted, statusEnded
    case planAgreed, planUpdated, planReviewed, planEnded
    case placementStarted, placementEnded
    case referralReceived, personRecorded, householdChanged, networkMapped
    case requestMade, appointmentScheduled, meetingHeld, visitMade, contributionRecorded
    case assessmentStarted, assessmentCompleted, assessmentUpdated
    case decisionMade, decisionEnded, frequencyAgreed, supervisionHeld, checkCompleted
    case consentRecorded, summaryUpdated, agreementSigned, documentCompleted
    case chronologyEntered, chronologyReviewed, absenceRecorded
    case workerStarted, workerLeft, teamFormed, teamEnded
    case auditAssigned, auditCompleted, auditAnswer
    case assessmentApproved, contactMade, legalMilestone
    /// Any type that neither the reading nor the pack names.
    case other

    /// As the catalogue has it.
    var name: String {
        switch self {
        case .caseOpened: "case.opened"
        case .caseClosed: "case.closed"
        case .caseAllocated: "case.allocated"
        case .allocationEnded: "allocation.ended"
        case .statusStarted: "status.started"
        case .statusEnded: "status.ended"
        case .planAgreed: "plan.agreed"
        case .planUpdated: "plan.updated"
        case .planReviewed: "plan.reviewed"
        case .planEnded: "plan.ended"
        case .placementStarted: "placement.started"
        case .placementEnded: "placement.ended"
        case .referralReceived: "referral.received"
        case .personRecorded: "person.recorded"
        case .householdChanged: "household.changed"
        case .networkMapped: "network.mapped"
        case .requestMade: "request.made"
        case .appointmentScheduled: "appointment.scheduled"
        case .meetingHeld: "meeting.held"
        case .visitMade: "visit.made"
        case .contributionRecorded: "contribution.recorded"
        case .assessmentStarted: "assessment.started"
        case .assessmentCompleted: "assessment.completed"
        case .assessmentUpdated: "assessment.updated"
        case .decisionMade: "decision.made"
        case .decisionEnded: "decision.ended"
        case .frequencyAgreed: "frequency.agreed"
        case .supervisionHeld: "supervision.held"
        case .checkCompleted: "check.completed"
        case .consentRecorded: "consent.recorded"
        case .summaryUpdated: "summary.updated"
        case .agreementSigned: "agreement.signed"
        case .documentCompleted: "document.completed"
        case .chronologyEntered: "chronology.entered"
        case .chronologyReviewed: "chronology.reviewed"
        case .absenceRecorded: "absence.recorded"
        case .workerStarted: "worker.started"
        case .workerLeft: "worker.left"
        case .teamFormed: "team.formed"
        case .teamEnded: "team.ended"
        case .auditAssigned: "audit.assigned"
        case .auditCompleted: "audit.completed"
        case .auditAnswer: "audit_answer.recorded"
        case .assessmentApproved: "assessment.approved"
        case .contactMade: "contact.made"
        case .legalMilestone: "legal_milestone.recorded"
        case .other: ""
        }
    }
}

/// Types of event by number: those of ``KnownType`` by their raw value, then those that a pack names.
struct TypeNames: Sendable {
    private(set) var names: [String]
    private var ids: [String: Int]

    init() {
        names = KnownType.allCases.map(\.name)
        ids = Dictionary(uniqueKeysWithValues: names.enumerated().map { ($1, $0) })
    }

    /// The number of `name`, given to it if it has none.
    mutating func id(of name: String) -> Int {
        if let id = ids[name] { return id }
        names.append(name)
        ids[name] = names.count - 1
        return names.count - 1
    }

    /// The number of `name`; that of ``KnownType/other`` where neither the reading nor the pack names it.
    func number(of name: String) -> Int { ids[name] ?? KnownType.other.rawValue }
}
