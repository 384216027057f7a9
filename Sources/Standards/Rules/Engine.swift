public import Events
public import Practice

/// Judges subjects against the clauses of a pack. Made once, used for any number of subjects, from any thread.
///
/// A pure function: of the record as given (the caller has left out what the ledger did not hold at the basis of the
/// question), the pack, the parameters, the calendar, and the day asked about. The same values give the same findings, byte
/// for byte.
public struct Engine: Sendable {
    /// As the caller ordered them.
    public let clauses: [Clause]
    public let parameters: Parameters
    public let workingDays: WorkingDays

    let types: TypeNames
    let patterns: [CompiledPattern]
    let conditions: [CompiledCondition]
    let compiled: [CompiledClause]
    /// How many different `applies_when` there are.
    let expressionCount: Int
    /// Places of `clauses` so that each comes after those whose results it rests on.
    let order: [Int]
    /// Of each clause, itself and all clauses that its results rest on.
    let needs: [Set<Int>]
    /// What each clause looks at, with what those look at that it rests on.
    let reaches: [Reaches]
    /// The numbers of the patterns of each type of event.
    let patternsByType: [Int: [Int]]
    /// Fields that sources never supply.
    let gaps: Set<String>
    let settings: DatedSettings
    /// What the fields of events are about, to stand within a sentence.
    let meanings: [FieldReference: String]

    /// - Parameters:
    ///   - clauses: clauses of `pack`, all or some. What a clause rests on (`distinct_from`, `replaces`, a condition on
    ///     another clause's results) is seen only where it is among them.
    ///   - vocabulary: the shared vocabulary; what the pack adds is laid over it.
    public init(
        for clauses: [Clause], pack: Pack, vocabulary: Vocabulary, parameters: Parameters, calendar: WorkingDays
    ) {
        self.clauses = clauses
        self.parameters = parameters
        workingDays = calendar
        settings = DatedSettings(parameters)
        var compiler = Compiler(vocabulary.overlaid(with: pack.vocabulary), clauses: clauses)
        var replacedBy: [Clause.ID: [Int]] = [:]
        for (number, clause) in clauses.enumerated() {
            for other in clause.arguments(of: .replaces) { replacedBy[other, default: []].append(number) }
            let looser = clause.arguments(of: .overrideLooserBy).compactMap { compiler.number(of: $0) }
            replacedBy[clause.id, default: []] += looser.filter { !(replacedBy[clause.id] ?? []).contains($0) }
        }
        var compiled: [CompiledClause] = []
        compiled.reserveCapacity(clauses.count)
        var expressions: [StateExpression: Int] = [:]
        for (number, clause) in clauses.enumerated() {
            let applies = compiler.expression(clause.appliesWhen)
            let appliesNumber = expressions[clause.appliesWhen] ?? expressions.count
            expressions[clause.appliesWhen] = appliesNumber
            let requirement = clause.satisfiedBy.map { compiler.requirement($0) }
            let evidence = clause.evidence.map { compiler.requirement($0) }
            let triggers = compiler.trigger(clause.trigger)
            // What must hold for each brother and sister is told for each of them; so is what each placement has a clock for.
            let runsOverChildren = (requirement ?? evidence)?.forEach == .set(.child)
            compiled.append(
                CompiledClause(
                    clause, number: number, applies: applies, appliesNumber: appliesNumber,
                    apartFromTime: compiler.apartFromTime(applies), apartFromMoments: compiler.apartFromMoments(applies),
                    isPerChild: compiler.isPerChild(applies) || runsOverChildren || clause.has(.perPlacement), triggers: triggers,
                    phaseField: compiler.phaseField(applies, triggers), requirement: requirement,
                    evidence: evidence, forecast: compiler.forecast(clause.forecastFrom),
                    replacedBy: replacedBy[clause.id]?.filter { $0 != number } ?? [],
                    switches: compiler.switches(triggers, applies),
                    isCutInStretches: clause.subject != .case))
        }
        meanings = vocabulary.meanings
        types = compiler.types
        patterns = compiler.patterns
        conditions = compiler.conditions
        self.compiled = compiled
        expressionCount = expressions.count
        let dependencies = Dependencies(compiled, compiler.conditions)
        order = dependencies.order
        needs = dependencies.needs
        let finder = ReachFinder(types: types, patterns: patterns, conditions: conditions, parameters: parameters)
        let own = compiled.map(finder.reaches(of:))
        reaches = own.indices.map { number in
            var reaches = own[number]
            for other in dependencies.needs[number] where other != number {
                reaches.rest(on: own[other], withAnswers: dependencies.answers[number].contains(other))
            }
            return reaches
        }
        patternsByType = Dictionary(grouping: patterns.indices) { [patterns] in patterns[$0].type }
        gaps = Set(parameters.neverSupplied.filter { !$0.value.isEmpty }.keys)
    }

    /// The findings of all clauses that can be about such a subject, in the order of the clauses and then of time.
    ///
    /// - Parameters:
    ///   - record: the events of the subject and of others that concern it. For a worker: those about the worker, those that
    ///     name it and those it did. For a team: those about it and those of its people. For a service, all there are. Of what
    ///     a worker or a team's people did, and of what there is, those of ``types(for:ofHeldCases:)`` are enough.
    ///   - asAt: the local day asked about; what happened later is not looked at.
    ///   - now: the moment of the question. What is due after it is not missed yet, whatever day is asked about.
    /// - Throws: `CancellationError` where the task is cancelled, between two clauses or findings; nothing else.
    public func findings(of subject: Subject, in record: Record, asAt: Day, now: Instant) throws -> [Finding] {
        try judged(subject, in: record, asAt: asAt, now: now, explaining: nil).findings
    }

    /// The types of event that clauses about subjects of a kind look at.
    ///
    /// - Parameter isOfHeldCases: only the clauses that look at the cases that a worker holds.
    package func types(for kind: Subject.Kind, ofHeldCases isOfHeldCases: Bool = false) -> Set<String> {
        var found: Set<Int> = []
        var names: Set<String> = []
        for rule in compiled where rule.clause.subject == kind {
            guard !isOfHeldCases || rule.requirement?.runsOver(.caseHeldByWorker) == true else { continue }
            found.formUnion(reaches[rule.number].all.types)
            found.formUnion(reaches[rule.number].all.patterns.map { patterns[$0].type })
            names.formUnion(rule.clause.recordFields.map(\.type))
        }
        return names.union(found.map { types.names[$0] })
    }

    /// How much is told of each finding.
    public enum Detail: Sendable {
        /// All of it.
        case whole
        /// Without which switches were left blank, and of what has no limit without what a record leaves unsaid: enough to list
        /// what is due.
        case brief
        /// Without what a record leaves unsaid: enough to count.
        case figures
    }

    /// The findings as ``findings(of:in:asAt:now:)`` has them, and those of one clause step by step.
    ///
    /// - Parameters:
    ///   - selection: the clauses that are asked about.
    ///   - clause: the clause to be explained; nil for none. There are no explanations where it is not among ``clauses`` or is
    ///     not about such a subject.
    ///   - breaches: how what some of the clauses sum up stands in the whole service; nil where that is not known.
    /// - Throws: as ``findings(of:in:asAt:now:)``.
    public func judged(
        _ subject: Subject, in record: Record, asAt: Day, now: Instant, only selection: Selection = .all,
        explaining clause: Clause.ID?, _ detail: Detail = .whole, beside breaches: Breaches? = nil
    ) throws -> (findings: [Finding], explanations: [Explanation]) {
        let asked = Asked(self, about: subject.kind, selection)
        let evaluation = Evaluation(self, record, of: subject, asked, asAt: asAt, now: now)
        evaluation.detail = detail
        evaluation.breaches = breaches
        try evaluation.run()
        guard let number = compiled.firstIndex(where: { $0.clause.id == clause }) else {
            return (try Corrections.findings(after: evaluation, record, now: now), [])
        }
        var first = 0
        var from: [Judged?] = []
        let findings = try Corrections.findings(after: evaluation, record, now: now) { rule, start, told in
            if rule == number { (first, from) = (start, told) }
        }
        let explanations = try from.indices.map { at in
            try Task.checkCancellation()
            let finding = findings[first + at]
            return Explanation(
                finding: finding,
                steps: from[at].map { evaluation.steps(compiled[number], $0, finding) }
                    ?? evaluation.steps(withdrawn: compiled[number], finding))
        }
        return (findings, explanations)
    }
}

/// The findings of some clauses on one subject; ``Engine`` where many subjects are judged.
///
/// - Throws: as ``Engine/findings(of:in:asAt:now:)``.
public func findings(
    for clauses: [Clause], of subject: Subject, in record: Record, pack: Pack, vocabulary: Vocabulary,
    parameters: Parameters, calendar: WorkingDays, asAt: Day, now: Instant
) throws -> [Finding] {
    try Engine(for: clauses, pack: pack, vocabulary: vocabulary, parameters: parameters, calendar: calendar)
        .findings(of: subject, in: record, asAt: asAt, now: now)
}
