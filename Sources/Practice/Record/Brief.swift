import Events

/// What every fold asks of every event, kept apart from the event: folds run over these, and touch only the events they
/// are about.
struct Brief: Sendable {
    let kind: Kind
    let time: Instant
    /// When the record first said it.
    let told: Instant
    /// Whether the event is about the record's own subject.
    let isOwn: Bool
    /// Whether it stands elsewhere, and is here only for what it says of this record's events.
    let isRemark: Bool
    /// False where the data has been erased.
    let hasData: Bool

    /// The types that folds know by name; all others are `other`.
    enum Kind: String, CaseIterable, Sendable {
        case caseOpened = "case.opened"
        case caseTransferred = "case.transferred"
        case caseClosed = "case.closed"
        case caseAllocated = "case.allocated"
        case allocationEnded = "allocation.ended"
        case statusStarted = "status.started"
        case statusEnded = "status.ended"
        case planAgreed = "plan.agreed"
        case planUpdated = "plan.updated"
        case planReviewed = "plan.reviewed"
        case planEnded = "plan.ended"
        case placementStarted = "placement.started"
        case placementEnded = "placement.ended"
        case visitMade = "visit.made"
        case visitAttempted = "visit.attempted"
        case meetingHeld = "meeting.held"
        case legalMilestone = "legal_milestone.recorded"
        case missingEnded = "missing_episode.ended"
        case assessmentCompleted = "assessment.completed"
        case assessmentApproved = "assessment.approved"
        case enquiryCompleted = "enquiry.completed"
        case decisionMade = "decision.made"
        case decisionEnded = "decision.ended"
        case oversightRecorded = "oversight.recorded"
        case supervisionHeld = "supervision.held"
        case challengeRaised = "challenge.raised"
        case challengeResolved = "challenge.resolved"
        case complaintReceived = "complaint.received"
        case complaintUpdated = "complaint.updated"
        case complaintResponded = "complaint.responded"
        case personRecorded = "person.recorded"
        case chronologyEntered = "chronology.entered"
        case recordCorrected = "record.corrected"
        case recordWithdrawn = "record.withdrawn"
        case other = ""

        /// About the record, not about the world: it has its effect at whatever date the world is looked at.
        var isAboutTheRecord: Bool { self == .recordCorrected || self == .recordWithdrawn }

        /// Watching over the work: what the register of oversight holds, and what a decision that it names was overseen by.
        var isOversight: Bool { self == .oversightRecorded || self == .supervisionHeld || self == .assessmentApproved }

        static let named = Dictionary(uniqueKeysWithValues: allCases.map { ($0.rawValue, $0) })
    }

    static func all(of events: [Event], subject: Subject?, remarks: Set<Position>) -> [Brief] {
        let kinds = Kind.named
        return events.indices.map { at in
            let isRemark = !remarks.isEmpty && remarks.contains(events[at].header.position)
            return Brief(
                kind: kinds[events[at].header.attributes.type] ?? .other,
                time: events[at].header.attributes.time.instant,
                told: events[at].header.attributes.enteredTime?.instant ?? events[at].header.recordedTime,
                isOwn: !isRemark && (subject.map { events[at].header.attributes.subject == $0 } ?? true),
                isRemark: isRemark,
                hasData: events[at].data != nil)
        }
    }
}
