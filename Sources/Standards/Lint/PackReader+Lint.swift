internal import Events
internal import YAML

/// What is wrong with a clause whose parts can all be read.
extension PackReader {
    mutating func lint(_ placed: PlacedClause) {
        let clause = placed.clause
        checkJudgement(clause, placed)
        checkShape(clause, placed)
        checkUnits(clause, placed)
        checkSubject(clause, placed)
        checkStates(clause, placed)
        checkTrigger(clause, placed)
        for (name, requirement) in [("satisfied_by", clause.satisfiedBy), ("evidence", clause.evidence)] {
            guard let requirement else { continue }
            for event in requirement.events { check(event, of: clause, at: placed.members[name]?.mark ?? placed.mark) }
        }
    }

    /// Judgements are answered by people, everything else by events.
    private mutating func checkJudgement(_ clause: Clause, _ placed: PlacedClause) {
        let isJudgement = clause.kind == .judgement
        if isJudgement != (clause.shape == .auditorJudgement) {
            fault(placed.members.place(of: "shape"), "The kind judgement and the shape auditor_judgement go together.")
        }
        if isJudgement, clause.check == .computed {
            fault(placed.members.place(of: "check"), "A judgement cannot be computed: it is flagged or asked.")
        }
        if !isJudgement, clause.check == .asked {
            fault(placed.members.place(of: "check"), "Only a judgement can be asked; this is computed or flagged.")
        }
        if isJudgement, clause.auditQuestion == nil {
            fault(placed.mark, "\(clause.id) is for an auditor to judge, and asks nothing: give it an \"audit_question\".")
        }
        if isJudgement, clause.satisfiedBy != nil {
            fault(
                placed.members.place(of: "satisfied_by"),
                "A judgement is answered by an auditor, never by events. What helps to judge goes under \"evidence\".")
        }
        if !isJudgement, clause.satisfiedBy == nil {
            fault(placed.mark, "\(clause.id) says nowhere what answers it: give it \"satisfied_by\", or make it a judgement.")
        }
        if clause.evidence != nil, clause.check != .flagged || !isJudgement {
            fault(
                placed.members.place(of: "evidence"), "\"evidence\" is for judgements that are flagged; here nobody would see it."
            )
        }
    }

    private mutating func checkShape(_ clause: Clause, _ placed: PlacedClause) {
        let hasLimit = clause.limit != nil || clause.limitFrom != nil
        if clause.limit != nil, clause.limitFrom != nil {
            fault(placed.members.place(of: "limit_from"), "There are two limits. Keep \"limit\" or \"limit_from\".")
        }
        if clause.shape.needsLimit, !hasLimit {
            fault(placed.mark, "A rule of the shape \(clause.shape.rawValue) needs a \"limit\" or a \"limit_from\".")
        }
        if !clause.shape.needsLimit, hasLimit {
            let name = clause.limit == nil ? "limit_from" : "limit"
            fault(
                placed.members.place(of: name),
                "A rule of the shape \(clause.shape.rawValue) has no limit, so this one would never be used.")
        }
        if clause.shape.needsTrigger, clause.trigger == nil {
            fault(placed.mark, "A rule of the shape \(clause.shape.rawValue) needs a \"trigger\": without one it never fires.")
        }
        if let limit = clause.limit, (limit.direction == .before) != (clause.shape == .deadlineBefore) {
            fault(placed.members.place(of: "limit"), "\"direction: before\" and the shape deadline_before go together.")
        }
        if clause.forecastFrom != nil, clause.shape != .deadlineBefore {
            fault(
                placed.members.place(of: "forecast_from"),
                "Only a rule of the shape deadline_before looks ahead to an appointment.")
        }
        let events = clause.satisfiedBy?.events ?? []
        if clause.shape == .countPerPeriod, !events.contains(where: { $0.minCount != nil }) {
            fault(placed.members.place(of: "satisfied_by"), "A rule that counts needs a \"min_count\".")
        }
        if clause.shape == .recordingLag, !events.contains(where: { $0.measuredAt == .enteredAt }) {
            fault(placed.members.place(of: "satisfied_by"), "A rule about writing things down is \"measured_at: entered_at\".")
        }
    }

    /// Limits, and the features that tell what they need.
    private mutating func checkUnits(_ clause: Clause, _ placed: PlacedClause) {
        let pairs: [(Feature.Name, Span.Unit)] = [
            (.hours, .hours), (.workingDays, .workingDays), (.sameDay, .sameDay), (.schoolTerms, .schoolTerms),
        ]
        if let limit = clause.limit {
            for (name, unit) in pairs where clause.has(name) != (limit.span.unit == unit) {
                let isNamed = clause.has(name)
                fault(
                    placed.members.place(of: isNamed ? "features" : "limit"),
                    isNamed
                        ? "The feature \(name.rawValue) and a limit in \(limit.span.unit.rawValue) contradict each other."
                        : "A limit in \(unit.rawValue) has the feature \(name.rawValue). Add it.")
            }
            if clause.has(.daysUnqualified), limit.span.unit != .days {
                fault(
                    placed.members.place(of: "features"),
                    "The feature days_unqualified is for limits in days; this one is in \(limit.span.unit.rawValue).")
            }
        }
        if case .parameter = clause.limitFrom, !clause.has(.limitFromConfiguration) {
            fault(
                placed.members.place(of: "limit_from"),
                "A limit from a parameter has the feature limit_from_configuration. Add it.")
        }
        if clause.has(.limitFromConfiguration), clause.limitFrom == nil {
            fault(placed.members.place(of: "features"), "The feature limit_from_configuration needs a \"limit_from\".")
        }
    }

    private mutating func checkSubject(_ clause: Clause, _ placed: PlacedClause) {
        let features: [(Feature.Name, Subject.Kind)] = [
            (.workerSubject, .worker), (.teamSubject, .team), (.serviceSubject, .service),
        ]
        for (name, subject) in features where clause.has(name) != (clause.subject == subject) {
            fault(
                placed.members.place(of: "subject"),
                "The subject \(subject.rawValue) and the feature \(name.rawValue) go together.")
        }
        for name in Set(clause.appliesWhen.names).sorted() {
            guard let condition = conditions[name], condition.derivation != .always, condition.subject != clause.subject else {
                continue
            }
            fault(
                placed.members.place(of: "applies_when"),
                "\(name) is a state of a \(condition.subject.rawValue), and the clause is about a \(clause.subject.rawValue): it can never hold."
            )
        }
    }

    private mutating func checkStates(_ clause: Clause, _ placed: PlacedClause) {
        guard !clause.appliesWhen.canHold(given: conditions) else { return }
        fault(placed.members.place(of: "applies_when"), "\"\(clause.appliesWhen)\" can never hold, so the clause never applies.")
    }
}

extension Shape {
    /// Whether a limit is part of the rule.
    var needsLimit: Bool {
        switch self {
        case .deadlineAfter, .deadlineBefore, .interval, .recordingLag, .countPerPeriod, .valueLimit: true
        default: false
        }
    }

    /// Whether nothing happens without a trigger.
    var needsTrigger: Bool {
        switch self {
        case .deadlineBefore, .recordingLag, .valueLimit, .notBefore, .followUp, .contentOfEachRecord,
            .contentOfLinkedRecord, .attendance, .absence:
            true
        default: false
        }
    }
}

extension Requirement {
    /// The events it asks for, in the order of the text.
    var events: [RequiredEvent] {
        switch self {
        case .event(let event): [event]
        case .any(let parts, _), .all(let parts, _): parts.flatMap(\.events)
        }
    }
}
