import Events
import JSON

/// One version of a plan: how it read from one agreement or update to the next.
private struct PlanVersion {
    /// The place of the agreement or update that made it.
    let place: Int
    /// The agreement and the updates up to this version, in order of time.
    let chain: [Int]
    let type: String
    /// When the next version took its place, or the plan ended.
    var until: Int64
}

extension Evaluation {
    /// The content of each plan in force, judged once for each version on the day it is agreed or updated, or as the clause
    /// begins to apply to it: the agreement with the later updates laid over it, so that what an update does not give stays as
    /// it was.
    func plans(_ rule: CompiledClause, _ child: Int, _ stretches: [Stretch]) -> [Judged] {
        guard let requirement = rule.requirement else { return [] }
        if requirement.forEach == .set(.child), table.ownChildren == 0 { return [unclear(.emptySet(MemberSet.child.rawValue))] }
        var found: [Judged] = []
        let versions = versions(requirement, child)
        for version in versions where requirement.asks(ofType: table.entries[version.place].type) {
            guard let stretch = self.stretch(version.place, until: version.until, stretches) else { continue }
            found.append(judge(requirement, version, child, stretch))
        }
        found += plansOfUnknownKind(requirement, child, stretches)
        if found.isEmpty { found = plansNotYetUpdated(requirement, versions, child, stretches) }
        guard found.isEmpty else { return found }
        guard requirement.runsOver(.child), let stretch = stretches.last else { return [notApplicable(rule, child, .noPlan)] }
        // Each child must have such a plan.
        var judged = Judged(isOpen(stretch) ? .due : .missed)
        judged.child = child
        judged.period = stretch
        judged.note = .noPlan
        return [judged]
    }

    /// Plans that may be of the kind the requirement is about: what kind they are was erased, or their source never says.
    private func plansOfUnknownKind(_ requirement: CompiledRequirement, _ child: Int, _ stretches: [Stretch]) -> [Judged] {
        (table.all(.planAgreed) + table.all(.planUpdated)).sorted().compactMap { place in
            let entry = table.entries[place]
            guard entry.concerns(child), entry["plan_type"]?.isFilled != true, requirement.asks(ofType: entry.type),
                case .unknown(let doubt) = absent("plan_type", place),
                let stretch = stretch(place, until: endOfForce(place), stretches)
            else { return nil }
            var judged = unclear(doubt)
            judged.trigger = place
            judged.child = child
            judged.period = stretch
            return judged
        }
    }

    /// Where only an update is asked for, and none has come: the plan in force may say all that is asked; else it is still to
    /// be updated, as long as it is in force.
    private func plansNotYetUpdated(
        _ requirement: CompiledRequirement, _ versions: [PlanVersion], _ child: Int, _ stretches: [Stretch]
    ) -> [Judged] {
        versions.compactMap { version in
            guard let stretch = stretch(version.place, until: version.until, stretches) else { return nil }
            var judged = judge(requirement, version, child, stretch)
            if judged.status == .missed, isOpen(stretch), version.until > horizon.microseconds { judged.status = .due }
            return judged
        }
    }

    /// The stretch in which a version of a plan is judged: that of its own day, else the first that began while it was in force.
    /// One that another plan began, as having several at once, is about that plan.
    private func stretch(_ place: Int, until end: Int64, _ stretches: [Stretch]) -> Stretch? {
        let when = table.entries[place].when
        return stretches.last { $0.touches(when) }
            ?? stretches.first { stretch in
                let isBegunByPlan = stretch.start.map { table.entries[$0].type } == KnownType.planAgreed.rawValue
                return stretch.lo > when.hi && stretch.lo < end && !isBegunByPlan
            }
    }

    private func judge(_ requirement: CompiledRequirement, _ version: PlanVersion, _ child: Int, _ stretch: Stretch) -> Judged {
        var context = Context()
        context.child = child
        context.period = stretch
        var judged = weigh {
            var judged = Judged(.missed)
            if holds(requirement, version, context) {
                judged.status = .met
                judged.evidence = version.chain
                judged.done = table.entries[version.place].when
            }
            return judged
        }
        judged.trigger = version.place
        judged.child = child
        judged.period = stretch
        return judged
    }

    private func holds(_ requirement: CompiledRequirement, _ version: PlanVersion, _ context: Context) -> Bool {
        switch requirement.kind {
        case .any(let parts): parts.contains { holds($0, version, context) }
        case .all(let parts): parts.allSatisfy { holds($0, version, context) }
        case .event(let event): holds(event, version, context)
        }
    }

    private func holds(_ event: CompiledEvent, _ version: PlanVersion, _ context: Context) -> Bool {
        let isPlan = [KnownType.planAgreed, .planUpdated].contains { $0.rawValue == event.match.type }
        guard isPlan else {
            var report = Report()
            return answer(CompiledRequirement(.event(event), forEach: nil), context, &report) != nil
        }
        for test in engine.patterns[event.match.pattern].tests + event.match.contextual {
            switch verdict(test, of: place(saying: test, version), context) {
            case .yes: continue
            case .no: return false
            case .unknown(let doubt): guard lenient(doubt) else { return false }
            }
        }
        return true
    }

    /// The latest event of a version that gives a field; where none does, one whose source never does or that was erased, as
    /// nobody knows what it was then; else the version's own.
    private func place(saying test: CompiledTest, _ version: PlanVersion) -> Int {
        guard case .data(let name) = test.field else { return version.place }
        if let saying = version.chain.last(where: { table.entries[$0][name]?.isFilled == true }) { return saying }
        return version.chain.last { if case .unknown = absent(name, $0) { true } else { false } } ?? version.place
    }

    /// The versions of all plans the requirement is about, in order of time.
    private func versions(_ requirement: CompiledRequirement, _ child: Int) -> [PlanVersion] {
        var chains: [String: [Int]] = [:]
        var found: [PlanVersion] = []
        var latest: [String: Int] = [:]
        for place in (table.all(.planAgreed) + table.all(.planUpdated)).sorted() where table.entries[place].concerns(child) {
            let entry = table.entries[place]
            guard let type = entry["plan_type"]?.string, planTypes(requirement, asOf: place).contains(type) else { continue }
            let isNew =
                entry.type == KnownType.planAgreed.rawValue || chains[type]?.last.map { endOfForce($0) < entry.when.lo } ?? true
            let chain = (isNew ? [] : chains[type] ?? []) + [place]
            chains[type] = chain
            if let before = latest[type] { found[before].until = min(found[before].until, entry.when.lo) }
            latest[type] = found.count
            found.append(PlanVersion(place: place, chain: chain, type: type, until: endOfForce(place)))
        }
        return found
    }

    /// The plan types a requirement names; where it names none, those of the parameter `plans.in_scope` as of an event.
    private func planTypes(_ requirement: CompiledRequirement, asOf place: Int) -> Set<String> {
        var named: Set<String> = []
        var isSilent = false
        for event in requirement.events {
            let types = engine.patterns[event.match.pattern].tests.compactMap {
                planTypes(named: $0, at: table.entries[place].when.lo)
            }
            if types.isEmpty { isSilent = true }
            for some in types { named.formUnion(some) }
        }
        if isSilent { named.formUnion(parameterWords("plans.in_scope", asOf: place) ?? []) }
        return named
    }
}

extension CompiledRequirement {
    /// Whether it names a type of event.
    fileprivate func asks(ofType type: Int) -> Bool { events.contains { $0.match.type == type } }
}
