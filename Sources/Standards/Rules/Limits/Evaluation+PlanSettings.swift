import JSON

/// What plans in force say of how often something is to happen.
extension Evaluation {
    /// The plans that are made for those in a state, by the state's name.
    private static let plansOfStates: [String: Set<String>] = [
        "early_help": ["early_help"], "child_in_need": ["child_in_need"], "child_protection_plan": ["child_protection"],
        "child_in_care": ["care", "permanence", "pathway"], "care_leaver": ["pathway"], "short_breaks": ["short_breaks"],
    ]

    /// The latest agreement or update, of each plan in force after a moment, that gives a field; in order of time.
    func planSettings(_ field: String, of types: Set<String>, _ child: Int, at moment: When) -> [Int] {
        var latest: [String: Int] = [:]
        for place in (table.all(.planAgreed) + table.all(.planUpdated)).sorted() {
            let entry = table.entries[place]
            guard entry.when.lo <= moment.hi, entry.concerns(child), entry[field] != nil, endOfForce(place) > moment.hi,
                let type = entry["plan_type"]?.string, types.contains(type)
            else { continue }
            latest[type] = place
        }
        return latest.values.sorted()
    }

    /// The types of plan that may set how often a clause is to be answered: those in scope of the type that its answers share
    /// with the trigger, else that the trigger names, else that are made for its states; where none of that says a type, all.
    func planTypes(settingHowOftenFor rule: CompiledClause, _ context: Context, at moment: When) -> Set<String> {
        if rule.clause.has(.overrideByPlan) { return ["pathway"] }
        let inScope = Set(engine.settings.words("plans.in_scope", at: moment.lo) ?? [])
        let shared = rule.requirement?.events.flatMap(\.match.contextual).contains {
            $0.test == .equals(.trigger(.data("plan_type")))
        }
        if shared == true, let trigger = context.trigger {
            return inScope.intersection(fieldWords(.data("plan_type"), of: trigger))
        }
        var named = rule.triggers.flatMap { engine.patterns[$0.match.pattern].tests }.compactMap {
            planTypes(named: $0, at: moment.lo)
        }
        .reduce(into: Set()) { $0.formUnion($1) }
        if named.isEmpty {
            for state in rule.clause.appliesWhen.names { named.formUnion(Self.plansOfStates[state] ?? []) }
        }
        return named.isEmpty ? inScope : inScope.intersection(named)
    }

    /// The plan types that a test asks for at a moment, in microseconds; nil where it asks for none by name.
    func planTypes(named test: CompiledTest, at moment: Int64) -> Set<String>? {
        guard test.field == .data("plan_type") else { return nil }
        switch test.test {
        case .equals(.value(.text(let type))): return [type]
        case .isOneOf(let types): return Set(types.compactMap { if case .text(let type) = $0 { type } else { nil } })
        case .isInParameter(let name): return Set(engine.settings.words(name, at: moment) ?? [])
        default: return nil
        }
    }
}
