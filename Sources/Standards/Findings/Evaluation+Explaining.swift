import Events
import JSON
import Practice

extension Evaluation {
    /// The steps to one finding.
    func steps(_ rule: CompiledClause, _ judged: Judged, _ finding: Finding) -> [Explanation.Step] {
        let clause = rule.clause
        var steps = [requirement(clause), applying(rule, judged)]
        if !rule.triggers.isEmpty { steps.append(trigger(rule, judged)) }
        if let limit = judged.limit { steps.append(self.limit(limit, judged)) }
        if let requirement = rule.requirement ?? rule.evidence { steps.append(looked(rule, requirement, judged)) }
        if let answer = finding.answer ?? finding.lapsedAnswer {
            steps.append(self.answer(answer, isTooOld: finding.answer == nil))
        }
        steps.append(Explanation.Step(title: "Result", lines: [Explanation.Line(finding.because)]))
        return steps
    }

    private func answer(_ answer: Finding.AuditAnswer, isTooOld: Bool) -> Explanation.Step {
        let said = "\(answer.by ?? "Somebody") answered \(Words.plain(answer.answer)) on \(Words.time(of: answer.event))"
        let age = isTooOld ? ", which is too long ago to count" : ""
        let line = Explanation.Line(said + age + (answer.comment.map { ": \($0)" } ?? ""), answer.event.position)
        return Explanation.Step(
            title: "What an auditor answered",
            lines: [line] + answer.earlier.map { Explanation.Line("An answer before it, which no longer counts", $0) })
    }

    /// The steps to a finding about something that was taken back.
    func steps(withdrawn rule: CompiledClause, _ finding: Finding) -> [Explanation.Step] {
        [requirement(rule.clause), Explanation.Step(title: "Result", lines: [Explanation.Line(finding.because)])]
    }

    private func requirement(_ clause: Clause) -> Explanation.Step {
        var lines = [Explanation.Line(clause.says), Explanation.Line("Source: \(clause.source)")]
        if let role = clause.responsible { lines.append(Explanation.Line("Responsible: \(role)")) }
        if let decided = clause.decided { lines.append(Explanation.Line("Decided: \(decided)")) }
        return Explanation.Step(title: "Requirement \(clause.id)", lines: lines)
    }

    private func applying(_ rule: CompiledClause, _ judged: Judged) -> Explanation.Step {
        var lines = [Explanation.Line("Applies when: \(rule.clause.appliesWhen)")]
        var seen: Set<String> = []
        for name in rule.clause.appliesWhen.names where seen.insert(name).inserted {
            guard let number = engine.conditions.firstIndex(where: { $0.name == name }) else { continue }
            lines += stretches(periods(ofCondition: number, judged.child), name)
        }
        if let other = rule.replacedBy.first(where: { judged.note == .replaced(by: engine.clauses[$0].id) }) {
            lines.append(Explanation.Line("\(engine.clauses[other].id) takes its place"))
        }
        return Explanation.Step(title: "When it applies", lines: lines)
    }

    private func stretches(_ periods: Periods, _ name: String) -> [Explanation.Line] {
        guard !periods.possible.isEmpty else { return [Explanation.Line("\(name): at no time")] }
        let doubt = periods.certain == nil ? "" : ", as far as can be told"
        return periods.possible.map { stretch in
            let from = stretch.lo == .min ? "from the beginning" : "from \(day(stretch.lo))"
            let through = stretch.isOpen ? "and still" : "to \(day(stretch.hi - 1))"
            return Explanation.Line("\(name): \(from) \(through)\(doubt)", stretch.start.map { table.entries[$0].position })
        }
    }

    private func day(_ moment: Int64) -> String { Plain.date(London.day(of: Instant(microseconds: moment))) }

    private func trigger(_ rule: CompiledClause, _ judged: Judged) -> Explanation.Step {
        var lines =
            rule.clause.trigger?.alternatives.map { one in
                Explanation.Line(
                    "Called for by " + Self.describe(one.match) + (one.nth.map { ", number \($0) of the period" } ?? "")
                        + (one.notDuring.map { ", unless \($0)" } ?? ""))
            } ?? []
        if let trigger = judged.trigger {
            let mention = mention(trigger)
            lines.append(Explanation.Line("Here: the \(Words.name(of: mention)) of \(Words.time(of: mention))", mention.position))
        } else {
            lines.append(Explanation.Line("Nothing of the kind happened while it applied"))
        }
        for blank in blanks(rule) {
            lines.append(Explanation.Line("\(blank.field) was left blank in \(blank.blank) of \(blank.total) entries"))
        }
        return Explanation.Step(title: "What calls for it", lines: lines)
    }

    private func limit(_ used: LimitUsed, _ judged: Judged) -> Explanation.Step {
        var lines: [Explanation.Line] = []
        let length = used.span.map { Words.length($0) + (used.direction == .before ? " before" : "") } ?? "a date of the record"
        switch used.origin {
        case .standard: lines.append(Explanation.Line("\(length), as the standard says"))
        case .parameter(let name, let source):
            lines.append(Explanation.Line("\(length), from the parameter \(name)" + (source.map { " (\($0))" } ?? "")))
        case .plan(let position): lines.append(Explanation.Line("\(length), as the plan says", position))
        case .agreed(let position): lines.append(Explanation.Line("\(length), as was agreed", position))
        case .record(let position, let field): lines.append(Explanation.Line("the date that \(field) gives", position))
        }
        if let due = judged.due { lines.append(Explanation.Line("Due by \(Words.due(due))")) }
        return Explanation.Step(title: "Limit", lines: lines)
    }

    /// Every entry of the kinds that could answer, and why it does or does not.
    private func looked(_ rule: CompiledClause, _ requirement: CompiledRequirement, _ judged: Judged) -> Explanation.Step {
        var lines: [Explanation.Line] = []
        for event in requirement.events {
            let fitting = fitting(rule, requirement, event, judged)
            lines.append(Explanation.Line("Answered by " + Self.describe(event.required.match) + Self.describe(event.required)))
            for place in table.byType[event.match.type] where table.entries[place].concerns(judged.child) {
                guard lines.count < Self.longestExplanation else { break }
                let mention = mention(place)
                let name = "The \(Words.name(of: mention)) of \(Words.time(of: mention))"
                let verdict = fitting.contains(place) ? "answers this part" : verdict(rule, event, place, judged)
                lines.append(Explanation.Line("\(name) \(verdict)", mention.position))
            }
        }
        for place in judged.way {
            let mention = mention(place)
            lines.append(
                Explanation.Line(
                    "The \(Words.name(of: mention)) of \(Words.time(of: mention)) lies between: what answers rests on it, and it on what "
                        + "calls for it", mention.position))
        }
        return Explanation.Step(title: "What was looked at", lines: lines)
    }

    /// What answers one part of a requirement, or does for one of those it is asked for, though an answer may lack elsewhere.
    private func fitting(
        _ rule: CompiledClause, _ requirement: CompiledRequirement, _ event: CompiledEvent, _ judged: Judged
    ) -> Set<Int> {
        guard !event.required.isAbsent, rule.clause.shape != .interval else { return [] }
        var context = Context()
        context.trigger = judged.trigger
        context.child = judged.child
        context.period = judged.period
        context.direction = judged.limit?.direction
        context.isFollowed = rule.isFollowed
        isLenient = false
        defer { isLenient = true }
        if let forEach = requirement.forEach {
            return members(of: forEach, context).reduce(into: []) { found, member in
                var own = context
                own.member = member
                own.child = member.child ?? context.child
                found.formUnion(fitting(event, own, forEach))
            }
        }
        if case .all = requirement.kind, event.required.forEach == nil { return fitting(event, context, nil) }
        return []
    }

    private func fitting(_ event: CompiledEvent, _ context: Context, _ implied: ForEach?) -> Set<Int> {
        var found = eligible(event, context, implied)
        if event.required.link == .trigger, context.trigger != nil { found = linked(event, found, context).0 }
        return Set(found.map(\.place))
    }

    /// Lines of one step, after which no more entries are listed.
    static let longestExplanation = 400

    private func verdict(_ rule: CompiledClause, _ event: CompiledEvent, _ place: Int, _ judged: Judged) -> String {
        let isEvidence = judged.evidence.contains(place)
        // A plan is one answer with all its updates, whichever of them gives a field.
        if !isEvidence || rule.clause.shape != .contentOfPlanInForce {
            for test in event.required.match.tests where !CompiledTest(test).isContextual {
                switch verdict(CompiledTest(test), of: place) {
                case .yes: continue
                case .no: return "does not count: \(Self.describe(test)) is asked"
                case .unknown where isEvidence: continue
                case .unknown(let doubt): return "is in doubt: \(words(for: [doubt])[doubt] ?? doubt.description)"
                }
            }
        }
        if isEvidence {
            switch judged.status {
            case .missed: return "is what should not have happened"
            case .cannotTell, .notConfigured: return "may answer it"
            default: return "answers it"
            }
        }
        if judged.links.contains(where: { $0.candidates.contains(place) }) {
            return "could have been meant, but another was nearer"
        }
        if place == judged.trigger, event.required.link != .itself { return "is what calls for it" }
        return "does not count: it lies outside the time, or belongs to something else"
    }

    // MARK: Rules in words

    static func describe(_ match: EventMatch) -> String {
        match.tests.isEmpty ? match.type : "\(match.type) with " + Words.list(match.tests.map(describe))
    }

    private static func describe(_ event: RequiredEvent) -> String {
        var text = ""
        if event.link == .itself { text += ", in the entry itself" }
        if event.link == .trigger { text += ", tied to what calls for it" }
        switch event.before {
        case .trigger?: text += ", before it"
        case .moment(let moment)?: text += ", before \(moment.alternatives.map(\.type).joined(separator: " or "))"
        case nil: break
        }
        switch event.onOrBefore {
        case .trigger?: text += ", by then"
        case .moment(let moment)?: text += ", by the time of \(moment.alternatives.map(\.type).joined(separator: " or "))"
        case nil: break
        }
        if let nth = event.nth { text += ", number \(nth) of its kind" }
        if let count = event.minCount { text += ", at least \(count) times" }
        if event.bySameWorker { text += ", by the same worker" }
        if event.measuredAt == .enteredAt { text += ", by when it was written down" }
        if event.isAbsent { text += " (there must be none)" }
        return text
    }

    static func describe(_ test: FieldTest) -> String {
        let field = test.field.description
        switch test.test {
        case .equals(let operand): return "\(field) \(describe(operand))"
        case .present(true): return "\(field) given"
        case .present(false): return "no \(field)"
        case .isOneOf(let values): return "\(field) one of \(values.map(describe).joined(separator: ", "))"
        case .isNoneOf(let values): return "\(field) other than \(values.map(describe).joined(separator: ", "))"
        case .differs(let value), .presentAndDiffers(let value): return "\(field) not \(describe(value))"
        case .contains(let operand): return "\(field) holding \(describe(operand))"
        case .containsAll(let values): return "\(field) holding all of \(values.map(describe).joined(separator: ", "))"
        case .containsAny(let values): return "\(field) holding one of \(values.map(describe).joined(separator: ", "))"
        case .eachHas(let parts): return "\(field), each with \(Words.list(parts))"
        case .hasItems(let patterns):
            return "\(field) with " + Words.list(patterns.map { "(" + $0.map(describe).joined(separator: ", ") + ")" })
        case .refersTo(let bases): return "\(field) naming \(bases.map(describe).joined(separator: " or "))"
        case .notOlderThan(let parameter): return "\(field) not older than \(parameter)"
        case .isInParameter(let parameter): return "\(field) one of \(parameter)"
        case .notAfterDue: return "\(field) within the limit"
        case .afterNow: return "\(field) still valid"
        case .differsFromPrevious: return "\(field) other than the time before"
        }
    }

    private static func describe(_ operand: Operand) -> String {
        switch operand {
        case .value(let scalar): describe(scalar)
        case .each: "the one asked about"
        case .worker: "the worker"
        case .team: "the team"
        case .trigger(let field): "the same as \(field) there"
        }
    }

    private static func describe(_ scalar: Scalar) -> String {
        switch scalar {
        case .text(let text): text
        case .boolean(let value): value ? "yes" : "no"
        case .integer(let value): String(value)
        }
    }
}
