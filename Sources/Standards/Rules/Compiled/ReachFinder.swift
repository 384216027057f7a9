/// Finds the reach of clauses.
struct ReachFinder {
    let types: TypeNames
    let patterns: [CompiledPattern]
    let conditions: [CompiledCondition]
    let parameters: Parameters

    /// Of a clause by itself, without that of clauses it rests on.
    func reaches(of rule: CompiledClause) -> Reaches {
        let states = reachOfStates(rule)
        let judgedBy = states.with(reachOfLimit(rule))
        var frame = judgedBy
        for trigger in rule.triggers {
            look(trigger.match, &frame)
            var seen: Set<Int> = []
            if let state = trigger.notDuring { look(state, &frame, &seen) }
        }
        if let forecast = rule.forecast {
            look(forecast.match, &frame)
            if let later = forecast.notSupersededBy { look(later, &frame) }
        }
        var all = frame
        for requirement in [rule.requirement, rule.evidence].compactMap(\.self) {
            lookAround(requirement, &frame)
            lookAround(requirement, &all)
            for event in requirement.events {
                look(event.match, &all)
                look(pattern: event.kindPattern, &all)
            }
        }
        return Reaches(all: all, states: states, frame: frame, beside: rule.judgesEachByItself ? judgedBy : all)
    }

    /// The states in which it applies.
    private func reachOfStates(_ rule: CompiledClause) -> Reach {
        var reach = Reach()
        var seen: Set<Int> = []
        look(rule.applies, &reach, &seen)
        if rule.isPerChild { add([.personRecorded], &reach) }
        return reach
    }

    /// Its limit, and what may change it.
    private func reachOfLimit(_ rule: CompiledClause) -> Reach {
        var reach = Reach()
        var seen: Set<Int> = []
        if rule.clause.check != .computed { add([.auditAnswer], &reach) }
        if rule.clause.shape == .contentOfPlanInForce { add(Self.plans, &reach) }
        if [.overrideTighter, .overrideByReview, .overrideByPlan].contains(where: rule.clause.has) {
            add(Self.plans + [.frequencyAgreed, .meetingHeld, .supervisionHeld], &reach)
        }
        if let limit = rule.clause.limit { reach.spans.insert(limit.span) }
        switch rule.clause.limitFrom {
        case .parameter(let name): for value in parameters.values(of: name) { look(value, &reach, &seen) }
        case .planField: add(Self.plans, &reach)
        case .triggerField, nil: break
        }
        return reach
    }

    /// What the value of a parameter has a rule look at and measure by.
    private func look(_ value: ParameterValue, _ reach: inout Reach, _ seen: inout Set<Int>) {
        switch value {
        case .limit(let span), .duration(let span): reach.spans.insert(span)
        case .limitSequence(let steps): reach.spans.formUnion(steps.map(\.span))
        case .age(let years): reach.spans.insert(Span(years, .years))
        case .limitTable(let rows):
            for row in rows {
                reach.spans.formUnion([row.first, row.every].compactMap(\.self))
                for name in row.when?.names ?? [] { look(condition: name, &reach, &seen) }
            }
        case .phaseStart(let start):
            reach.spans.insert(start.span)
            look(condition: start.after, &reach, &seen)
        default: break
        }
    }

    private func look(condition name: String, _ reach: inout Reach, _ seen: inout Set<Int>) {
        guard let number = conditions.firstIndex(where: { $0.name == name }), seen.insert(number).inserted else { return }
        look(conditions[number].derivation, &reach, &seen)
    }

    private static let plans: [KnownType] = [.planAgreed, .planUpdated, .planEnded, .caseClosed]

    private func add(_ known: [KnownType], _ reach: inout Reach) { reach.types.formUnion(known.map(\.rawValue)) }

    private func look(_ match: CompiledMatch, _ reach: inout Reach) {
        look(pattern: match.pattern, &reach)
        look(match.contextual, &reach)
    }

    /// What tests of an event look at beside it, and measure by: what it rests on, and what that must say.
    private func look(_ tests: [CompiledTest], _ reach: inout Reach) {
        for test in tests {
            if case .notOlderThan(let name) = test.test {
                var seen: Set<Int> = []
                for value in parameters.values(of: name) { look(value, &reach, &seen) }
            }
            reach.types.formUnion(test.bases.map { types.number(of: $0.typeName) })
            for inner in test.items + test.bases.map(\.tests) { look(inner, &reach) }
        }
    }

    private func look(pattern number: Int, _ reach: inout Reach) {
        guard reach.patterns.insert(number).inserted else { return }
        look(patterns[number].tests, &reach)
        if let type = KnownType(rawValue: patterns[number].type) { add(Self.ends(of: type), &reach) }
    }

    private func look(_ moment: CompiledMoment, _ reach: inout Reach) {
        for match in moment.alternatives + moment.since { look(match, &reach) }
    }

    private func look(_ expression: Expression, _ reach: inout Reach, _ seen: inout Set<Int>) {
        switch expression {
        case .always, .never: break
        case .not(let inner): look(inner, &reach, &seen)
        case .and(let parts), .or(let parts): for part in parts { look(part, &reach, &seen) }
        case .condition(let number):
            guard seen.insert(number).inserted else { return }
            look(conditions[number].derivation, &reach, &seen)
        }
    }

    private func look(_ derivation: CompiledCondition.Derivation, _ reach: inout Reach, _ seen: inout Set<Int>) {
        switch derivation {
        case .always, .clauseMissed: break
        case .state(let starts, let ends, let within):
            for start in starts { look(start, &reach) }
            for end in ends {
                look(end.match, &reach)
                if let start = end.unlessOpen { look(start, &reach) }
                if end.ofSamePlacement { add(Self.ends(of: .placementStarted), &reach) }
            }
            if let within {
                look(within.moment, &reach)
                reach.spans.insert(within.span)
            }
        case .phase(let since, let from, let to):
            look(since, &reach)
            reach.spans.insert(from)
            switch to {
            case .span(let span): reach.spans.insert(span)
            case .parameter(let name): for value in parameters.values(of: name) { look(value, &reach, &seen) }
            case nil: break
            }
        case .age(let from, let to, let source, _):
            look(source, &reach)
            for bound in [from, to].compactMap(\.self) {
                switch bound {
                case .years(let years): reach.spans.insert(Span(years, .years))
                case .parameter(let name): for value in parameters.values(of: name) { look(value, &reach, &seen) }
                }
            }
        case .expression(let inner): look(inner, &reach, &seen)
        case .openCount(let opened, let closed, _, _): for match in opened + closed { look(match, &reach) }
        case .childrenDiffer(let match, _):
            look(match, &reach)
            add(Self.ends(of: .placementStarted), &reach)
        case .parameter(let name): for value in parameters.values(of: name) { look(value, &reach, &seen) }
        }
    }

    /// What a requirement looks at beside what answers it: sets, and what comes before and after.
    private func lookAround(_ requirement: CompiledRequirement, _ reach: inout Reach) {
        if case .set(let set)? = requirement.forEach { look(set, &reach) }
        switch requirement.kind {
        case .any(let parts), .all(let parts): for part in parts { lookAround(part, &reach) }
        case .event(let event):
            if case .set(let set)? = event.required.forEach { look(set, &reach) }
            // Which of several is in force may depend on when each began.
            if event.isStanding, let type = KnownType(rawValue: event.match.type) { add(Self.ends(of: type), &reach) }
            for case .moment(let moment)? in [event.before, event.onOrBefore, event.after] { look(moment, &reach) }
            for match in event.since + event.notSupersededBy { look(match, &reach) }
            if let moment = event.notBefore { look(moment, &reach) }
            if let gap = event.required.notBefore { reach.spans.insert(gap.span) }
        }
    }

    private func look(_ set: MemberSet, _ reach: inout Reach) {
        add(Self.events(of: set), &reach)
        guard set == .professionalInvolved else { return }
        var seen: Set<Int> = []
        for value in parameters.values(of: "professionals.look_back") { look(value, &reach, &seen) }
    }

    /// What ends a fact that an event of a type sets.
    private static func ends(of type: KnownType) -> [KnownType] {
        switch type {
        case .caseOpened: [.caseClosed]
        case .caseAllocated: [.caseAllocated, .allocationEnded, .caseClosed]
        case .statusStarted: [.statusEnded, .caseClosed]
        case .planAgreed, .planUpdated: [.planEnded, .caseClosed]
        case .placementStarted, .placementEnded: [.placementStarted, .placementEnded, .statusEnded, .caseClosed]
        case .decisionMade: [.decisionEnded]
        case .workerStarted: [.workerLeft]
        case .teamFormed: [.teamEnded]
        default: Standing.keys(of: type.name).isEmpty ? [] : [type]
        }
    }

    /// What says who or what belongs to a set.
    private static func events(of set: MemberSet) -> [KnownType] {
        switch set {
        case .child, .attendee, .agencyAtMeeting: []
        case .placement: ends(of: .placementStarted)
        case .familyMember: [.personRecorded, .householdChanged, .networkMapped]
        case .personInNetwork: [.householdChanged, .networkMapped]
        case .personOrAgencyInNetwork: [.householdChanged, .networkMapped, .meetingHeld, .contributionRecorded]
        case .professionalInvolved: ends(of: .caseAllocated) + [.meetingHeld, .contributionRecorded]
        case .relevantWorker: ends(of: .caseAllocated) + [.appointmentScheduled]
        case .potentialCarer: [.requestMade]
        case .openCase: [.caseOpened, .caseClosed, .statusStarted, .statusEnded]
        case .caseHeldByWorker: ends(of: .caseAllocated)
        }
    }
}
