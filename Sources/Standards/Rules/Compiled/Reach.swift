/// What of a record a rule looks at: only such events can change its findings.
struct Reach: Sendable {
    /// Numbers of the patterns it asks for.
    var patterns: Set<Int> = []
    /// Types of event that it looks at whatever they say: what ends a fact that lasts, what makes a set.
    var types: Set<Int> = []
    /// Whether a parameter may have it look at any state.
    var mayBeAny = false

    mutating func formUnion(_ other: Reach) {
        patterns.formUnion(other.patterns)
        types.formUnion(other.types)
        mayBeAny = mayBeAny || other.mayBeAny
    }
}

/// Finds the reach of clauses.
struct ReachFinder {
    let types: TypeNames
    let patterns: [CompiledPattern]
    let conditions: [CompiledCondition]

    /// Of a clause by itself, without that of clauses it rests on.
    func reach(of rule: CompiledClause) -> Reach {
        var reach = Reach()
        var seen: Set<Int> = []
        look(rule.applies, &reach, &seen)
        for trigger in rule.triggers {
            look(trigger.match, &reach)
            if let state = trigger.notDuring { look(state, &reach, &seen) }
        }
        for requirement in [rule.requirement, rule.evidence].compactMap(\.self) { look(requirement, &reach) }
        if let forecast = rule.forecast {
            look(forecast.match, &reach)
            if let later = forecast.notSupersededBy { look(later, &reach) }
        }
        if rule.clause.check != .computed { add([.auditAnswer], &reach) }
        if rule.clause.shape == .contentOfPlanInForce { add(Self.plans, &reach) }
        if [.overrideTighter, .overrideByReview, .overrideByPlan].contains(where: rule.clause.has) {
            add(Self.plans + [.frequencyAgreed, .meetingHeld, .supervisionHeld], &reach)
        }
        switch rule.clause.limitFrom {
        case .parameter: reach.mayBeAny = true
        case .planField: add(Self.plans, &reach)
        case .triggerField, nil: break
        }
        return reach
    }

    private static let plans: [KnownType] = [.planAgreed, .planUpdated, .planEnded, .caseClosed]

    private func add(_ known: [KnownType], _ reach: inout Reach) { reach.types.formUnion(known.map(\.rawValue)) }

    private func look(_ match: CompiledMatch, _ reach: inout Reach) { look(pattern: match.pattern, &reach) }

    private func look(pattern number: Int, _ reach: inout Reach) {
        guard reach.patterns.insert(number).inserted else { return }
        for case .refersTo(let named) in patterns[number].tests.map(\.test) {
            reach.types.formUnion(named.map { types.number(of: $0) })
        }
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
            if let within { look(within.moment, &reach) }
        case .phase(let since, _, _): look(since, &reach)
        case .age(_, _, let source, _): look(source, &reach)
        case .expression(let inner): look(inner, &reach, &seen)
        case .openCount(let opened, let closed, _, _): for match in opened + closed { look(match, &reach) }
        case .childrenDiffer(let match, _):
            look(match, &reach)
            add(Self.ends(of: .placementStarted), &reach)
        case .parameter: reach.mayBeAny = true
        }
    }

    private func look(_ requirement: CompiledRequirement, _ reach: inout Reach) {
        if case .set(let set)? = requirement.forEach { add(Self.events(of: set), &reach) }
        switch requirement.kind {
        case .any(let parts), .all(let parts): for part in parts { look(part, &reach) }
        case .event(let event):
            if case .set(let set)? = event.required.forEach { add(Self.events(of: set), &reach) }
            look(event.match, &reach)
            look(pattern: event.kindPattern, &reach)
            for case .moment(let moment)? in [event.before, event.onOrBefore, event.after] { look(moment, &reach) }
            for match in event.since + event.notSupersededBy { look(match, &reach) }
            if let moment = event.notBefore { look(moment, &reach) }
        }
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
