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

    /// What a turn is due by where another frequency was agreed after it began. One that is shorter counts from its agreement;
    /// one that is said again puts nothing off; one that is longer counts as if it had been agreed when the turn began.
    ///
    /// - Parameters:
    ///   - text: the limit of the text.
    ///   - first: the limit when the turn began, and what it is due by.
    ///   - base: when the turn began.
    ///   - end: when the turn was answered, or its clock started anew.
    func tightened(
        _ text: LimitUsed, _ first: (used: LimitUsed, due: Due), _ rule: CompiledClause, _ context: Context, from base: When,
        until end: Int64
    ) -> (used: LimitUsed, due: Due) {
        guard rule.clause.has(.overrideTighter), !rule.clause.has(.overrideByReview), !rule.clause.has(.overrideByPlan) else {
            return first
        }
        func moment(_ when: When) -> Int64 { isLenient ? when.hi : when.lo }
        var best = first
        /// What the turn would be due by if what is agreed had been agreed when it began.
        var whole = first.due
        for change in changes(after: base, before: end).sorted() {
            let when = table.entries[change].when
            guard when.lo <= best.due.end.microseconds,
                let agreed = shortest(text, agreements(rule, context, at: when), from: moment(base))
            else { break }
            if agreed.due.end > whole.end {
                best = (agreed.used, agreed.due)
            } else if let entry = agreed.place.map({ table.entries[$0] }), entry.when.lo > base.hi,
                case .success(let sooner) = due(agreed.used, from: moment(entry.when)), sooner.end < best.due.end
            {
                if entry.when.isVague { doubts.insert(.time(entry.position)) }
                best = (agreed.used, sooner)
                best.used.since = Instant(microseconds: moment(entry.when))
            }
            whole = agreed.due
        }
        return best
    }

    /// The shortest of the limit of the text and the frequencies agreed, and what is due by it; nil where that of the text cannot
    /// be counted.
    private func shortest(
        _ text: LimitUsed, _ agreed: [AgreedInterval], from base: Int64
    ) -> (used: LimitUsed, due: Due, place: Int?)? {
        guard case .success(let plain) = due(text, from: base) else { return nil }
        var found: (used: LimitUsed, due: Due, place: Int?) = (text, plain, nil)
        for one in agreed {
            guard let span = one.span else { continue }
            let position = table.entries[one.place].position
            let used = LimitUsed(span, from: one.isPlan ? .plan(position) : .agreed(position))
            if case .success(let due) = due(used, from: base), due.end < found.due.end { found = (used, due, one.place) }
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
            let types = planTypes(settingHowOftenFor: rule, context, at: moment)
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
