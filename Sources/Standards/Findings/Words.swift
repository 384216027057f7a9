import Events
import Practice

/// How events, lengths of time and roles are put in words.
enum Words {
    /// The field that says what kind of its type an event is.
    static func kindField(of type: String) -> String? {
        switch type {
        case "meeting.held", "minutes.distributed", "appointment.scheduled": "meeting_type"
        case "plan.agreed", "plan.updated", "plan.reviewed", "plan.ended": "plan_type"
        case "status.started", "status.ended": "status"
        case "decision.made": "decision_type"
        case "assessment.started", "assessment.completed", "assessment.updated", "assessment.approved": "assessment_type"
        case "enquiry.started", "enquiry.completed": "enquiry_type"
        case "placement.started", "placement.ended": "placement_type"
        case "document.completed", "document.shared": "document_type"
        case "concern.raised", "concern.closed": "concern_type"
        case "challenge.raised", "challenge.resolved": "challenge_type"
        case "change.proposed": "change_type"
        case "referral.received": "referral_type"
        case "request.made": "request_type"
        case "visit.made", "visit.attempted": "visit_type"
        case "direct_work.done": "work_type"
        case "supervision.held": "supervision_type"
        case "agreement.signed": "agreement_type"
        case "network.mapped": "map_type"
        case "check.completed": "check_type"
        case "finding.recorded": "finding_type"
        case "audit.assigned", "audit.completed": "audit_type"
        case "appraisal.held": "appraisal_type"
        case "learning.recorded": "learning_type"
        case "summary.updated": "summary_type"
        case "case.opened", "case.closed": "service"
        case "case.allocated", "allocation.ended": "allocation_role"
        case "legal_milestone.recorded": "milestone"
        default: nil
        }
    }

    /// Whether a field tells what kind of its type an event is, so that one that says otherwise is another thing, and not the
    /// thing asked for badly done. What a meeting talked about does not; what an oversight entry is about does.
    static func tellsKind(_ field: FieldPath, ofType type: String) -> Bool {
        guard case .data(let name) = field else { return false }
        let kind = kindField(of: type)
        return name == kind || otherKindFields.contains(name) || (name == "topics" && kind == nil)
    }

    /// Fields that tell the kind of an event beside ``kindField(of:)``.
    private static let otherKindFields: Set<String> = [
        "approval_type", "assessment_type", "contribution_to", "frequency_of", "meeting_type", "note_type", "panel", "plan_type",
        "purpose_type", "scope", "service_requested", "source_type", "support_type",
    ]

    /// What an event is called: "the strategy discussion", "the looked after status starting".
    static func name(of mention: Finding.Mention) -> String { name(ofType: mention.type, kind: mention.kind) }

    /// The same of a type, and what kind of it.
    static func name(ofType type: String, kind: String?) -> String {
        let kind = kind.flatMap { $0 == "other" ? nil : spelledOut($0) }
        func with(_ noun: String) -> String { kind.map { "\($0) \(noun)" } ?? noun }
        switch type {
        case "meeting.held":
            guard let kind else { return "meeting" }
            let isNamed = ["discussion", "meeting", "conference", "review", "group"].contains { kind.hasSuffix($0) }
            return isNamed ? kind : kind + " meeting"
        case "minutes.distributed": return "sending of the minutes of the " + (kind ?? "meeting")
        case "appointment.scheduled": return "appointment for the " + (kind ?? "meeting")
        case "plan.agreed": return "agreement of the \(with("plan"))"
        case "plan.updated": return "update of the \(with("plan"))"
        case "plan.reviewed": return "review of the \(with("plan"))"
        case "plan.ended": return "end of the \(with("plan"))"
        case "status.started": return "start of the \(with("status"))"
        case "status.ended": return "end of the \(with("status"))"
        case "decision.made": return kind.map { "decision (\($0))" } ?? "decision"
        case "decision.ended": return "end of the decision"
        case "assessment.started": return "start of the \(with("assessment"))"
        case "assessment.completed": return "completed \(with("assessment"))"
        case "assessment.updated": return "update of the \(with("assessment"))"
        case "assessment.approved": return "approval of the \(with("assessment"))"
        case "enquiry.started": return "start of the \(with("enquiry"))"
        case "enquiry.completed": return "completed \(with("enquiry"))"
        case "placement.started": return "start of the \(with("placement"))"
        case "placement.ended": return "end of the \(with("placement"))"
        // One thing, as the other documents are.
        case "document.completed": return kind.map { $0 == "minutes" ? "set of minutes" : $0 } ?? "document"
        case "document.shared": return "sharing of the \(kind ?? "document")"
        case "case.allocated": return "allocation of the case"
        case "allocation.ended": return "end of the allocation"
        case "case.opened": return "opening of the case"
        case "case.closed": return "closing of the case"
        case "visit.made": return with("visit")
        case "visit.attempted": return "attempted visit"
        case "missing_episode.started": return "child going missing"
        case "missing_episode.ended": return "child's return"
        case "supervision.held": return with("supervision")
        case "worker.started": return "worker's start"
        case "team.formed": return "forming of the team"
        case "oversight.recorded": return "oversight entry"
        case "performance.reviewed": return "review of performance"
        case "case.transferred": return "transfer of the case"
        case "case.stepped": return "step of the case up or down"
        case "action.agreed": return "agreed action"
        case "action.taken": return "action taken"
        case "audit.assigned": return "assignment of the \(with("audit"))"
        case "audit.completed": return "completed \(with("audit"))"
        case "challenge.raised": return with("challenge")
        case "challenge.resolved": return "resolution of the \(with("challenge"))"
        case "complaint.responded": return "reply to the complaint"
        case "concern.closed": return "closing of the \(with("concern"))"
        case "change.proposed": return "proposed change" + (kind.map { " (\($0))" } ?? "")
        case "chronology.entered": return "chronology entry"
        case "chronology.reviewed": return "review of the chronology"
        case "information.given": return "giving of information"
        case "information.shared": return "sharing of information"
        case "worker.left": return "worker's leaving"
        case "team.ended": return "end of the team"
        case "network.mapped": return kind ?? "map of the network"
        case "frequency.agreed": return "agreement on how often"
        case "household.changed": return "change in the household"
        case "record.read": return "reading of the record"
        case "participation.supported": return "support to take part"
        case "support.offered": return "offer of support"
        case "agreement.signed": return "signing of the \(with("agreement"))"
        case "summary.updated": return "update of the \(kind ?? "summary")"
        case "legal_milestone.recorded": return kind ?? "legal milestone"
        case "appraisal.held": return kind == "target review" ? "review of targets" : with("appraisal")
        case "practice.observed": return "observation of practice"
        default:
            let parts = type.split(separator: ".").map { plain(String($0)) }
            guard parts.count == 2 else { return plain(type) }
            return kind.map { "\(parts[0]) (\($0))" } ?? parts[0]
        }
    }

    /// "strategy_discussion" as "strategy discussion".
    static func plain(_ word: String) -> String { String(word.map { $0 == "_" ? " " : $0 }) }

    /// In plain words, without the abbreviations of the trade.
    private static func spelledOut(_ word: String) -> String {
        word.split(separator: "_").map { abbreviations[String($0)] ?? String($0) }.joined(separator: " ")
    }

    private static let abbreviations = [
        "cin": "child in need", "icpc": "initial child protection conference", "taf": "team around the family",
        "pep": "personal education plan",
    ]

    /// As "24 hours", "1 working day", "the same day".
    static func length(_ span: Span) -> String {
        let unit: String
        switch span.unit {
        case .hours: unit = "hour"
        case .days: unit = "day"
        case .workingDays: unit = "working day"
        case .weeks: unit = "week"
        case .months: unit = "month"
        case .years: unit = "year"
        case .sameDay: return "the same day"
        case .schoolTerms: unit = "school term"
        }
        return Plain.count(span.value, unit)
    }

    /// When an event happened, as exactly as it is known.
    static func time(of mention: Finding.Mention) -> String {
        let day = London.day(of: mention.time.instant)
        switch mention.precision ?? .instant {
        case .instant, .day: return Plain.date(day)
        case .month: return String(Plain.date(day).drop { $0 != " " }.dropFirst())
        case .year: return "\(day.parts.year)"
        case .about: return "about \(Plain.date(day))"
        }
    }

    /// The same in a sentence about what was done: "on 1 May 2025", "in May 2025".
    static func on(_ mention: Finding.Mention) -> String {
        switch mention.precision ?? .instant {
        case .instant, .day: "on " + time(of: mention)
        case .month, .year: "in " + time(of: mention)
        case .about: time(of: mention)
        }
    }

    /// A due time: the day, or the moment.
    static func due(_ due: Due) -> String {
        switch due {
        case .day(let day): Plain.date(day)
        case .instant(let instant): Plain.moment(instant)
        }
    }

    /// As "A, B and C".
    static func list(_ words: [String]) -> String {
        guard words.count > 1, let last = words.last else { return words.first ?? "" }
        return words.dropLast().joined(separator: ", ") + " and " + last
    }
}
