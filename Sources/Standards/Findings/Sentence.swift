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
        case .late: "Done \(done), \(lateness) after it was due by \(due)\(limit)"
        case .missed: missed
        case .due: stillDue
        case .notApplicable: notApplicable
        case .notConfigured: "Not judged, because the authority has set nothing for this: \(reasons)"
        case .cannotTell: "This cannot be told, because \(Words.list(finding.doubts.map(\.asCause)))"
        case .evidenceFound where isSummingUp, .noEvidence where isSummingUp: summedUp
        case .evidenceFound:
            "\(Plain.count(finding.evidence.count, "record")) found that may show this\(measured); a person has to decide"
        case .noEvidence: "No record was found that shows this\(measured); a person has to decide"
        case .unanswered: unanswered
        case .answered: answered
        }
    }

    // MARK: Parts

    private var isSummingUp: Bool { if case .sumOf? = finding.measure { true } else { false } }

    /// Of a clause that sums up others there are no records to be shown.
    private var summedUp: String {
        let words = finding.measure?.words ?? ""
        return "\(words.prefix(1).uppercased())\(words.dropFirst()); a person has to decide"
    }

    private var unanswered: String {
        "Only a person can say\(trigger.map { " this of \($0)" } ?? ""), and nobody has yet been asked"
    }

    private var measured: String { finding.measure.map { "; \($0.words)" } ?? "" }
    private var due: String { finding.due.map(Words.due) ?? "" }
    /// When it was done, as exactly as it is known.
    private var done: String { finding.done.map { "on \(Words.due($0))" } ?? finding.answeredBy.map(Words.on) ?? "" }

    /// What was done, where that is an event of its own.
    private var deed: String {
        guard let event = finding.answeredBy, event.position != finding.trigger?.position else { return "" }
        return " by the \(Words.name(of: event))"
    }

    /// The trigger with its date.
    private var trigger: String? {
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
        guard finding.due == nil else { return "Done \(done)\(deed), in time: it was due by \(due)\(limit)" }
        if clause.shape == .contentOfPlanInForce, let event = finding.trigger, event.type == "plan.updated" {
            return "The plan, as it stood after the \(Words.name(of: event)) of \(Words.time(of: event)), records what is asked"
        }
        if clause.kind == .content, let event = finding.answeredBy {
            return "The \(Words.name(of: event)) of \(Words.time(of: event)) records what is asked"
        }
        // What must not happen was not done by what might have called for it.
        guard clause.shape != .absence, let event = finding.answeredBy else { return "This is as it should be" }
        guard let trigger, event.position != finding.trigger?.position else {
            return "Done \(Words.on(event)) by the \(Words.name(of: event))"
        }
        if let called = finding.trigger, London.day(of: event.time.instant) < London.day(of: called.time.instant) {
            return "Done \(Words.on(event)) by the \(Words.name(of: event)), before \(trigger)"
        }
        guard let called = finding.trigger, event.time.instant < called.time.instant else {
            return "After \(trigger), done \(Words.on(event)) by the \(Words.name(of: event))"
        }
        return "Done \(Words.on(event)) by the \(Words.name(of: event)), before \(trigger)"
    }

    private var missed: String {
        if let count = finding.count {
            return "Done \(Plain.count(count.found, "time")) by \(due), where at least \(count.wanted) was asked"
        }
        if finding.due != nil { return "Nothing on record shows that this was done; it was due by \(due)\(limit)" }
        if case .noPlan? = finding.note { return "There is no such plan on record" }
        if let shortfall = finding.shortfall { return unsaid(shortfall, "") }
        if clause.shape == .absence { return "This should not have happened, and the record says that it did" }
        if clause.shape == .freshness { return "Nothing on record shows that this is up to date\(until)" }
        if let event = finding.trigger {
            return clause.kind == .content && finding.evidence.isEmpty
                ? "The \(Words.name(of: event)) of \(Words.time(of: event)) does not record all that is asked"
                : "Nothing on record shows that this was done for the \(Words.name(of: event)) of \(Words.time(of: event))"
        }
        return "Nothing on record shows that this was done\(until)"
    }

    /// What a record leaves unsaid, in words.
    private func unsaid(_ shortfall: Finding.Shortfall, _ yet: String) -> String {
        if shortfall.isElsewhere {
            let what = trigger.map { "that belongs to \($0)" } ?? "at that time"
            return "Nothing on record \(what) says\(yet)\(Self.items(shortfall.unsaidWords))"
        }
        guard let record = shortfall.record else {
            return "There is no \(shortfall.noun) on record\(yet) that says\(Self.items(shortfall.unsaidWords))"
        }
        var parts: [String] = []
        if !shortfall.unsaidWords.isEmpty { parts.append("does not say\(yet)\(Self.items(shortfall.unsaidWords))") }
        if !shortfall.otherwiseWords.isEmpty {
            parts.append("says something else than is asked of it about\(Self.items(shortfall.otherwiseWords))")
        }
        return "The \(Words.name(of: record)) of \(Words.time(of: record)) " + parts.joined(separator: ", and ")
    }

    /// Items named at most; the rest are counted.
    private static let mostItems = 6

    /// One as it is; several behind a colon, as each may have commas of its own.
    private static func items(_ words: [String]) -> String {
        guard words.count > 1 else { return " " + (words.first ?? "") }
        let rest = words.count > mostItems ? ["and \(words.count - mostItems) more"] : []
        return ": " + (words.prefix(mostItems) + rest).joined(separator: "; ")
    }

    private var until: String {
        guard let period = finding.period, let last = period.through else { return "" }
        return " by \(Plain.date(London.day(of: last)))"
    }

    private var stillDue: String {
        if let count = finding.count {
            return "Done \(Plain.count(count.found, "time")) so far, where at least \(count.wanted) is asked by \(due)"
        }
        if finding.due != nil { return "Not done yet; it is due by \(due)\(limit)" }
        if let shortfall = finding.shortfall { return unsaid(shortfall, " yet") }
        if clause.shape == .freshness { return "Nothing on record shows yet that this is up to date" }
        return trigger.map { "Nothing on record shows yet that this was done after \($0)" }
            ?? "Nothing on record shows yet that this was done"
    }

    private var lateness: String {
        guard let late = finding.lateBy else { return "" }
        // Hours are counted up; what is less than one is told in minutes.
        if late.unit == .hours, case .instant(let due)? = finding.due, case .instant(let done)? = finding.done {
            let minutes = (done.microseconds - due.microseconds + 59_999_999) / 60_000_000
            if minutes < 60 { return Plain.count(Int(minutes), "minute") }
        }
        return Words.length(Span(late.amount, late.unit))
    }

    private var answered: String {
        guard let answer = finding.answer else { return "An auditor has answered" }
        let day = Words.time(of: answer.event)
        switch answer.answer {
        case "yes": return "An auditor said on \(day) that this was met"
        case "partly": return "An auditor said on \(day) that this was partly met"
        default: return "An auditor said on \(day) that this was not met"
        }
    }

    private var subject: String {
        switch finding.subject.kind {
        case .case: "the case"
        case .worker: "the worker"
        case .team: "the team"
        case .service: "the service"
        }
    }

    private var notApplicable: String {
        if let answer = finding.answer { return "An auditor said on \(Words.time(of: answer.event)) that this does not apply" }
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
        case .triggerWithdrawn: reason = "This no longer applies: the entry it was about was withdrawn or stated anew"
        }
        guard let blank = finding.blanks.first else { return reason }
        return reason + " (but \(blank.blank) of \(Plain.count(blank.total, "record")) left open \(blank.words))"
    }

    private var reasons: String { Words.list(finding.doubts.map(\.description)) }
}

extension Doubt {
    /// In words, as they end a sentence that begins with "because".
    var asCause: String { isConfiguration ? "the authority has not set \(self)" : description }
}

extension FieldReference: CustomStringConvertible {
    public var description: String { "\(type).\(field)" }
}

extension Doubt: CustomStringConvertible {
    /// In words; of what is not configured the name alone.
    public var description: String {
        switch self {
        case .notRecorded(let field, let source): "\(field) is not recorded by this source (\(source))"
        case .erased(let position): "entry \(position) has been erased"
        case .lacks(let position, let field): "entry \(position) does not give \(field)"
        case .time(let position): "the time of entry \(position) is not known exactly enough"
        case .author(let position): "entry \(position) does not say who did it"
        case .basis(let position): "what entry \(position) rests on is not on record"
        case .placement(let position): "it is not clear which placement entry \(position) is about"
        case .emptySet(let name): "nobody is on record as \(Words.plain(name))"
        case .dateOfBirth(let child): "the date of birth of \(child.map { "child \($0)" } ?? "the child") is not on record"
        case .home(let position): "entry \(position) does not say in which home the child was placed"
        case .notConfigured(let name): "\(name)"
        case .notCovered(let year): "the calendar of working days does not cover \(year)"
        case .noSchoolTerm: "the school terms that are set do not reach so far"
        case .clause(let id): "the requirement \(id), which it rests on, cannot be told either"
        case .unlinked: "the records do not say what belongs together"
        case .noStart(let what): "there is no record of what it is measured from (\(Words.plain(what)))"
        case .acrossCases: "whether what it sums up was kept is seen only across all cases"
        case .withheld: "entries that you may not see bear on it"
        case .unusableLimit(let position, let field):
            "\(field) of entry \(position) is no date and no whole number of days, weeks or months"
        }
    }
}
