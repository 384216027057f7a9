import Events
import JSON

/// One version of a plan: how it read from one agreement or update to the next.
private struct PlanVersion {
    /// The agreement and the updates up to this version, in order of time.
    let chain: [Int]
    let type: String
    /// When the next version took its place, or the plan ended.
    var until: Int64

    var place: Int { chain.last ?? -1 }
}

extension Evaluation {
    /// The content of each plan in force, judged once for each version on the day it is agreed or updated: the agreement with
    /// the later updates laid over it, so that what an update does not give stays as it was.
    func plans(_ rule: CompiledClause, _ child: Int, _ stretches: [Stretch]) -> [Judged] {
        guard let requirement = rule.requirement else { return [] }
        if requirement.forEach == .set(.child), table.ownChildren == 0 { return [unclear(.emptySet(MemberSet.child.rawValue))] }
        var found: [Judged] = []
        for version in versions(requirement, child) {
            let entry = table.entries[version.place]
            guard let stretch = stretches.last(where: { $0.touches(entry.when) }),
                requirement.events.contains(where: { $0.match.type == entry.type })
            else { continue }
            var judged = weigh { judge(requirement, version, child, stretch) }
            judged.trigger = version.place
            judged.child = child
            judged.period = stretch
            found.append(judged)
        }
        found += plansOfUnknownKind(requirement, child, stretches)
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
            guard entry.concerns(child), entry["plan_type"]?.isFilled != true,
                case .unknown(let doubt) = absent("plan_type", place),
                let stretch = stretches.last(where: { $0.touches(entry.when) }),
                requirement.events.contains(where: { $0.match.type == entry.type })
            else { return nil }
            var judged = unclear(doubt)
            judged.trigger = place
            judged.child = child
            judged.period = stretch
            return judged
        }
    }

    private func judge(_ requirement: CompiledRequirement, _ version: PlanVersion, _ child: Int, _ stretch: Stretch) -> Judged {
        var context = Context()
        context.child = child
        context.period = stretch
        var judged = Judged(.missed)
        if holds(requirement, version, context) {
            judged.status = .met
            judged.evidence = version.chain
            judged.done = table.entries[version.place].when
        }
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
            chains[type] = (isNew ? [] : chains[type] ?? []) + [place]
            if let before = latest[type] { found[before].until = min(found[before].until, entry.when.lo) }
            latest[type] = found.count
            found.append(PlanVersion(chain: chains[type] ?? [place], type: type, until: endOfForce(place)))
        }
        return found
    }

    /// The plan types a requirement names; where it names none, those of the parameter `plans.in_scope` as of an event.
    private func planTypes(_ requirement: CompiledRequirement, asOf place: Int) -> Set<String> {
        var named: Set<String> = []
        var isSilent = false
        for event in requirement.events {
            let tests = engine.patterns[event.match.pattern].tests.filter { $0.field == .data("plan_type") }
            if tests.isEmpty { isSilent = true }
            for test in tests {
                switch test.test {
                case .equals(.value(.text(let type))): named.insert(type)
                case .isOneOf(let types): for case .text(let type) in types { named.insert(type) }
                case .isInParameter(let name): named.formUnion(parameterWords(name, asOf: place) ?? [])
                default: isSilent = true
                }
            }
        }
        if isSilent { named.formUnion(parameterWords("plans.in_scope", asOf: place) ?? []) }
        return named
    }
}
