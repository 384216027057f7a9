import Events
import JSON

/// How often something was agreed to happen, and where that stands.
struct AgreedInterval {
    let place: Int
    let field: String
    /// Nil where what was written is no length of time that can be counted.
    let span: Span?
    let isPlan: Bool
}

extension Evaluation {
    /// What an interval is about, by the events that answer it: which agreed frequencies speak of it.
    private struct Frequency {
        /// Values of `frequency_of`.
        let names: [String]
        /// Fields of plans, meetings and supervision.
        let fields: [String]
    }

    private func frequency(of rule: CompiledClause) -> Frequency {
        let types = Set(rule.requirement?.events.map(\.match.typeName) ?? [])
        if types.contains("supervision.held") {
            return Frequency(names: [rule.clause.subject == .worker ? "worker_supervision" : "case_supervision"], fields: [])
        }
        if types.contains("contact.made") {
            return Frequency(names: ["contact", "visits"], fields: ["contact_interval", "visit_interval"])
        }
        if types.contains("visit.made") {
            let isPathway = rule.clause.has(.overrideByPlan)
            return Frequency(names: ["visits"], fields: isPathway ? ["visit_interval", "contact_interval"] : ["visit_interval"])
        }
        let isCare = rule.clause.appliesWhen.names.contains("child_in_care")
        return Frequency(
            names: isCare ? ["plan_reviews", "looked_after_reviews"] : ["plan_reviews"], fields: ["review_interval"])
    }

    /// The limit that counts from `moment`: an agreed frequency may tighten the one of the text, or, where the clause says
    /// that a review or the plan sets it, take its place.
    func overridden(_ used: LimitUsed, _ rule: CompiledClause, _ context: Context, from moment: When) -> LimitUsed {
        let isFree = rule.clause.has(.overrideByReview) || rule.clause.has(.overrideByPlan)
        guard isFree || rule.clause.has(.overrideTighter) else { return used }
        var best = used
        for agreed in agreements(rule, context, at: moment) {
            guard let span = agreed.span else { continue }
            let position = table.entries[agreed.place].position
            let other = LimitUsed(span, from: agreed.isPlan ? .plan(position) : .agreed(position))
            if isFree { return other }
            if isTighter(other, than: best, from: moment) { best = other }
        }
        return best
    }

    /// A frequency that was agreed before a turn was due and cannot be counted, such as one and a half weeks: when it is due
    /// cannot be told then.
    func uncountable(
        _ used: LimitUsed, _ rule: CompiledClause, _ context: Context, from base: When, until end: Int64
    ) -> Doubt? {
        guard hasUncountableIntervals,
            rule.clause.has(.overrideByReview) || rule.clause.has(.overrideByPlan) || rule.clause.has(.overrideTighter)
        else { return nil }
        let until = if case .success(let due) = due(used, from: base.hi) { min(end, due.end.microseconds) } else { end }
        let moments = [base] + changes(after: base, before: until).map { table.entries[$0].when }
        for agreed in moments.lazy.flatMap({ self.agreements(rule, context, at: $0) }) where agreed.span == nil {
            return .unusableLimit(table.entries[agreed.place].position, field: agreed.field)
        }
        return nil
    }

    func lookForUncountableIntervals() -> Bool {
        [KnownType.frequencyAgreed, .planAgreed, .planUpdated, .supervisionHeld, .meetingHeld].contains { type in
            table.all(type).contains { place in
                ["interval", "visit_interval", "contact_interval", "review_interval"].contains { field in
                    table.entries[place][field].map { Self.span($0) == nil } ?? false
                }
            }
        }
    }

    /// What may agree another frequency after a turn began, or end the one agreed.
    private func changes(after base: When, before end: Int64) -> [Int] {
        [KnownType.frequencyAgreed, .planAgreed, .planUpdated, .planEnded, .supervisionHeld].flatMap { table.all($0) }.filter {
            table.entries[$0].when.hi > base.hi && table.entries[$0].order < end
        }
    }

    /// What a turn is due by, where a frequency that was agreed after the turn began makes it due sooner: so long after the
    /// agreement. Nil where none does.
    ///
    /// - Parameters:
    ///   - used: the limit of the text, which counts from `base`.
    ///   - due: what the turn is due by so far.
    ///   - end: when the turn was answered, or its clock started anew.
    func tightened(
        _ used: LimitUsed, _ due: Due, _ rule: CompiledClause, _ context: Context, from base: When, until end: Int64
    ) -> (used: LimitUsed, due: Due)? {
        guard rule.clause.has(.overrideTighter), !rule.clause.has(.overrideByReview), !rule.clause.has(.overrideByPlan) else {
            return nil
        }
        let changes = changes(after: base, before: end)
        guard !changes.isEmpty else { return nil }
        func moment(_ when: When) -> Int64 { isLenient ? when.hi : when.lo }
        var found: (used: LimitUsed, due: Due)?
        for change in changes.sorted() {
            let when = table.entries[change].when
            guard when.lo <= (found?.due ?? due).end.microseconds else { break }
            guard case .success(let plain) = self.due(used, from: moment(base)) else { continue }
            var best = (used: used, due: plain)
            for agreed in agreements(rule, context, at: when) {
                guard let span = agreed.span else { continue }
                let entry = table.entries[agreed.place]
                var other = LimitUsed(span, from: agreed.isPlan ? .plan(entry.position) : .agreed(entry.position))
                let isLater = entry.when.lo > base.hi
                if isLater { other.since = Instant(microseconds: moment(entry.when)) }
                guard case .success(let sooner) = self.due(other, from: moment(isLater ? entry.when : base)),
                    sooner.end < best.due.end
                else { continue }
                if isLater, entry.when.isVague { doubts.insert(.time(entry.position)) }
                best = (other, sooner)
            }
            found = best
        }
        return found
    }

    private func isTighter(_ a: LimitUsed, than b: LimitUsed, from moment: When) -> Bool {
        guard case .success(let one) = due(a, from: moment.lo) else { return false }
        guard case .success(let two) = due(b, from: moment.lo) else { return true }
        return one.end < two.end
    }

    /// The frequencies agreed and in force at a moment, the latest first.
    private func agreements(_ rule: CompiledClause, _ context: Context, at moment: When) -> [AgreedInterval] {
        let frequency = frequency(of: rule)
        var found: [AgreedInterval] = []
        func add(_ place: Int?, _ field: String, isPlan: Bool) {
            guard let place, let value = table.entries[place][field] else { return }
            found.append(AgreedInterval(place: place, field: field, span: Self.span(value), isPlan: isPlan))
        }
        func isInForce(_ place: Int) -> Bool {
            let entry = table.entries[place]
            return entry.when.lo <= moment.hi && entry.concerns(context.child)
        }
        let byReview = rule.clause.has(.overrideByReview)
        let byPlan = rule.clause.has(.overrideByPlan)
        if !byPlan {
            let agreed = table.all(.frequencyAgreed).last { place in
                isInForce(place) && table.entries[place]["frequency_of"]?.string.map(frequency.names.contains) == true
                    && (!byReview || table.entries[place]["agreed_in"]?.says("review") == true)
            }
            add(agreed, "interval", isPlan: false)
        }
        if byReview {
            let review = table.all(.meetingHeld).last { place in
                isInForce(place) && table.entries[place]["meeting_type"]?.says("adoption_review") == true
                    && table.entries[place]["visit_interval"] != nil
            }
            add(review, "visit_interval", isPlan: false)
        } else {
            let types = planTypes(settingHowOftenFor: rule, context)
            for field in frequency.fields {
                for place in planSettings(field, of: types, context.child, at: moment) { add(place, field, isPlan: true) }
                guard !byPlan else { continue }
                let session = table.all(.supervisionHeld).last { isInForce($0) && table.entries[$0][field] != nil }
                add(session, field, isPlan: false)
            }
        }
        return found.sorted { table.entries[$0.place].order > table.entries[$1.place].order }
    }
}
