import Events
import Practice

/// A finding in one plain sentence.
struct Sentence {
    let finding: Finding
    let clause: Clause

    init(_ finding: Finding) {
        self.finding = finding
        clause = finding.rule.clause
    }

    var text: String {
        var text = main
        if !finding.lacking.isEmpty, finding.status != .met, clause.shape != .absence {
            text += "; missing for \(Words.list(finding.lacking.map(Words.plain)))"
        }
        if isForAPerson {
            text += (isSummingUp ? "" : measured) + lapsed + "; a person has to decide"
        }
        if !finding.inferred.isEmpty {
            text += "; the records do not say that the two belong together, which was taken from their dates"
        }
        if case .forecast? = finding.note { text += "; counted from the appointment, as the meeting is still to be held" }
        if case .onlyAnAim? = finding.note { text += "; this is an aim, and counts as no failing" }
        if let change = finding.changedBy {
            text += "; before a correction (entry \(change.correction)) this was found \(Words.plain(change.status.rawValue))"
        }
        return text + "."
    }

    private var main: String {
        switch finding.status {
        case .met: met
        case .late: "\(done), \(lateness) after it was due by \(due)\(limit)"
        case .missed: missed
        case .due: stillDue
        case .notApplicable: notApplicable
        case .notConfigured: "Not judged, because the authority has set nothing for this: \(reasons)"
        case .cannotTell:
            "This cannot be told, because \(Words.list(finding.doubts.map { finding.doubtWords[$0] ?? $0.description }))"
        case .evidenceFound where isSummingUp, .noEvidence where isSummingUp: summedUp
        case .evidenceFound: "\(Plain.count(finding.evidence.count, "record")) found that may show this"
        case .noEvidence: noEvidence
        case .unanswered: unanswered
        case .answered: answered
        }
    }

    // MARK: Parts

    private var isForAPerson: Bool { finding.status == .evidenceFound || finding.status == .noEvidence }

    private var isSummingUp: Bool { if case .sumOf? = finding.measure { true } else { false } }

    /// Of a clause that sums up others there are no records to be shown.
    private var summedUp: String {
        let words = finding.measure?.words ?? ""
        return words.prefix(1).uppercased() + words.dropFirst()
    }

    private var unanswered: String {
        let of = trigger.map { " this of \($0)" } ?? ""
        guard let lapsed = finding.lapsedAnswer else { return "Only a person can say\(of), and nobody has yet been asked" }
        return "\(said(lapsed)), which is too long ago to count: only a person can say\(of), and has to be asked again"
    }

    /// What an auditor said whose answer no longer counts, beside what the machine found.
    private var lapsed: String {
        finding.lapsedAnswer.map { "; what an auditor said on \(Words.time(of: $0.event)) is too long ago to count" } ?? ""
    }

    private var measured: String { finding.measure.map { "; \($0.words)" } ?? "" }
    private var due: String { finding.due.map(Words.due) ?? "" }
    /// That it was done, and when, as exactly as that is known.
    private var done: String {
        if let done = finding.done { return "Done on \(Words.due(done))" }
        guard let event = finding.answeredBy else { return "Done" }
        // When it was written down nobody knows; it was not before it happened.
        return isMeasuredByEntry ? "Written down \(Words.on(event)) at the earliest" : "Done \(Words.on(event))"
    }

    private var isMeasuredByEntry: Bool {
        finding.rule.requirement?.events.contains { $0.required.measuredAt == .enteredAt } ?? false
    }

    /// What was done, where that is an event of its own.
    private var deed: String {
        guard let event = finding.answeredBy, event.position != finding.trigger?.position else { return "" }
        return " by the \(Words.name(of: event))"
    }

    /// The trigger with its date.
    var trigger: String? {
        finding.trigger.map { "the \(Words.name(of: $0)) of \(Words.time(of: $0))" }
    }

    /// The limit and what it counts from.
    private var limit: String {
        guard let used = finding.limitUsed else { return "" }
        var text = ""
        if let span = used.span {
            let start =
                span.unit == .sameDay
                ? "the day of" : used.direction == .before ? "\(Words.length(span)) before" : "\(Words.length(span)) after"
            text = " (\(start) \(base)"
        } else {
            text = " (the date the record gives"
        }
        switch used.origin {
        case .standard, .record: break
        case .parameter(_, let source): text += source.map { ", as set in \($0)" } ?? ", as usually set"
        case .plan: text += ", as the plan says"
        case .agreed: text += ", as agreed"
        }
        return text + ")"
    }

    private var base: String {
        if let since = finding.limitUsed?.since {
            let date = Plain.date(London.day(of: since))
            guard case .forecast? = finding.note else { return "the agreement of \(date)" }
            return
                "the \(finding.trigger.map { Words.name(ofType: "meeting.held", kind: $0.kind) } ?? "meeting") planned for \(date)"
        }
        if clause.shape == .interval, let from = finding.period?.from {
            return Plain.date(London.day(of: from))
        }
        return trigger ?? finding.period?.from.map { Plain.date(London.day(of: $0)) } ?? "the start"
    }

    private var met: String {
        if let count = finding.count {
            return "Done \(Plain.count(count.found, "time")), where at least \(count.wanted) was asked"
        }
        guard finding.due == nil else { return "\(done)\(deed), in time: it was due by \(due)\(limit)" }
        if clause.shape == .contentOfPlanInForce, let event = finding.trigger, event.type == "plan.updated" {
            return "The plan, as it stood after the \(Words.name(of: event)) of \(Words.time(of: event)), records what is asked"
        }
        if clause.kind == .content, let event = finding.answeredBy {
            return "The \(Words.name(of: event)) of \(Words.time(of: event)) records what is asked"
        }
        // What must not happen was not done by what might have called for it.
        guard clause.shape != .absence, let event = finding.answeredBy else { return "This is as it should be" }
        let deed = "Done \(Words.on(event)) by the \(Words.name(of: event))"
        guard let called = finding.trigger, let trigger, event.position != called.position else { return deed }
        if event.when.hi < called.when.lo { return "\(deed), before \(trigger)" }
        // Of what is known to one day or one month nobody knows which came first.
        guard called.when.hi <= event.when.lo else { return "\(deed), for \(trigger)" }
        return "After \(trigger), done \(Words.on(event)) by the \(Words.name(of: event))"
    }

    private var missed: String {
        if let count = finding.count {
            return "Done \(Plain.count(count.found, "time")) by \(due), where at least \(count.wanted) was asked"
        }
        if finding.due != nil { return "Nothing on record shows that this was done; it was due by \(due)\(limit)\(nearMiss)" }
        if case .noPlan? = finding.note { return "There is no such plan on record" }
        if clause.asksForContent {
            if let words = finding.shortfall.map({ unsaid($0, "") }) ?? inPart("") { return words }
        }
        if clause.shape == .absence { return "This should not have happened, and the record says that it did" }
        if clause.shape == .freshness { return "Nothing on record shows that this is up to date\(until)\(nearMiss)" }
        if let trigger {
            return clause.kind == .content && finding.evidence.isEmpty
                ? "\(trigger.prefix(1).uppercased())\(trigger.dropFirst()) does not record all that is asked"
                : "Nothing on record shows that this was done for \(trigger)\(nearMiss)"
        }
        return "Nothing on record shows that this was done\(until)\(nearMiss)"
    }

    private var until: String {
        guard let period = finding.period, let last = period.through else { return "" }
        return " by \(Plain.date(London.day(of: last)))"
    }

    private var stillDue: String {
        if let count = finding.count {
            return "Done \(Plain.count(count.found, "time")) so far, where at least \(count.wanted) is asked by \(due)"
        }
        if finding.due != nil { return "Not done yet; it is due by \(due)\(limit)\(nearMiss)" }
        if clause.asksForContent {
            if let words = finding.shortfall.map({ unsaid($0, " yet") }) ?? inPart(" yet") { return words }
        }
        if clause.shape == .freshness { return "Nothing on record shows yet that this is up to date\(nearMiss)" }
        return "Nothing on record shows yet that this was done\(trigger.map { " after \($0)" } ?? "")\(nearMiss)"
    }

    private var lateness: String {
        guard let late = finding.lateBy else { return "" }
        // Of what is not known to the day, it is counted from the first it may have been.
        let atLeast = finding.done == nil ? "at least " : ""
        // Hours are counted up; what is less than one is told in minutes.
        if late.unit == .hours, case .instant(let due)? = finding.due, case .instant(let done)? = finding.done {
            let minutes = (done.microseconds - due.microseconds + 59_999_999) / 60_000_000
            if minutes < 60 { return Plain.count(Int(minutes), "minute") }
        }
        return atLeast + Words.length(Span(late.amount, late.unit))
    }

    private var answered: String { finding.answer.map(said) ?? "An auditor has answered" }

    private func said(_ answer: Finding.AuditAnswer) -> String {
        let day = Words.time(of: answer.event)
        switch answer.answer {
        case "yes": return "An auditor said on \(day) that this was met"
        case "partly": return "An auditor said on \(day) that this was partly met"
        case "not_applicable": return "An auditor said on \(day) that this does not apply"
        default: return "An auditor said on \(day) that this was not met"
        }
    }

    private var subject: String {
        switch finding.subject.kind {
        case .case: finding.child == nil ? "the case" : "the child"
        case .worker: "the worker"
        case .team: "the team"
        case .service: "the service"
        }
    }

    private var notApplicable: String {
        if let answer = finding.answer { return said(answer) }
        let reason: String
        switch finding.note {
        case .neverApplied, nil: reason = "This does not apply: \(subject) was never in the situation it is about"
        case .neverTriggered: reason = "This does not apply: what it asks about has not happened"
        case .endedEarly: reason = "This did not apply for long enough to fall due"
        case .endedBeforeDue: reason = "This no longer applied before it was due by \(due)"
        case .replaced(let clause): reason = "The requirement \(clause) applies in place of this one"
        case .noPlan: reason = "This does not apply: no plan of the kind is in force"
        case .notYetInForce:
            reason = "This does not apply: the requirement came into force only on \(Plain.date(clause.effectiveFrom))"
        case .onlyAnAim: reason = "This is an aim"
        case .forecast: reason = "This does not apply"
        case .takenBack: reason = "This no longer applies: what it was about was withdrawn or stated anew"
        }
        guard let blank = finding.blanks.first else { return reason }
        return reason + " (but \(blank.blank) of \(Plain.count(blank.total, "record")) left open \(blank.words))"
    }

    private var reasons: String { Words.list(finding.doubts.map(\.description)) }
}
