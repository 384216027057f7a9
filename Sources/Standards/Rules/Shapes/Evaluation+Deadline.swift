import Events

extension Evaluation {
    /// Something within a limit after the trigger, or at least so long before it. Nil where the clause does not apply at any
    /// moment from the trigger until it is due.
    func deadline(_ rule: CompiledClause, _ context: Context, _ stretches: [Stretch]) -> Judged? {
        guard let trigger = context.trigger else { return nil }
        let when = table.entries[trigger].when
        switch limit(rule, context, turn: 0, from: when) {
        case .noMore: return nil
        case .unknown(let doubt):
            guard let stretch = stretchForUnknown(stretches, when) else { return nil }
            var judged = unclear(doubt)
            judged.period = stretch
            return judged
        case .due(let due, let used): return deadline(rule, context, stretches, used) { _ in .success(due) }
        case .limit(let used): return deadline(rule, context, stretches, used) { self.due(used, from: $0) }
        }
    }

    private func deadline(
        _ rule: CompiledClause, _ context: Context, _ stretches: [Stretch], _ used: LimitUsed,
        _ dueFrom: (Int64) -> Result<Due, DueUnknown>
    ) -> Judged? {
        guard let trigger = context.trigger else { return nil }
        let when = table.entries[trigger].when
        var context = context
        context.direction = used.direction
        context.isHourly = used.span?.unit == .hours
        let latest: Due
        switch (dueFrom(when.lo), dueFrom(when.hi)) {
        case (.success(let early), .success(let late)):
            latest = max(early.end, late.end) == early.end ? early : late
        case (.failure(let unknown), _), (_, .failure(let unknown)):
            guard let stretch = stretchForUnknown(stretches, when) else { return nil }
            var judged = unclear(unknown.doubt)
            judged.period = stretch
            judged.limit = used
            return judged
        }
        guard let stretch = self.stretch(rule, stretches, when, latest, used.direction) else { return nil }
        context.period = stretch
        var judged = weigh { judge(rule, context, when, used, dueFrom) }
        if judged.due == nil, case .success(let due) = dueFrom(when.lo) { judged.due = due }
        judged.period = stretch
        judged.limit = used
        return judged
    }

    /// The stretch that makes the clause apply: the last that holds at some moment from the trigger to the due time, both
    /// included; counting back, at the trigger.
    private func stretch(
        _ rule: CompiledClause, _ stretches: [Stretch], _ when: When, _ due: Due, _ direction: Limit.Direction
    ) -> Stretch? {
        let end = direction == .before ? when.hi : max(due.end.microseconds, when.hi)
        let found = stretches.last { $0.touches(when.lo, end) }
        guard found == nil, rule.clause.has(.stateMayStartAfterDue) else { return found }
        return stretches.first { $0.lo >= when.lo }
    }

    /// The stretch that may make the clause apply where nobody can say by when it is due: the one at the trigger, else the
    /// first after it.
    private func stretchForUnknown(_ stretches: [Stretch], _ when: When) -> Stretch? {
        stretches.last { $0.touches(when) } ?? stretches.first { $0.lo >= when.lo }
    }

    private func judge(
        _ rule: CompiledClause, _ context: Context, _ when: When, _ used: LimitUsed,
        _ dueFrom: (Int64) -> Result<Due, DueUnknown>
    ) -> Judged {
        guard let requirement = rule.requirement else { return Judged(.due) }
        // Counted from the latest moment the trigger may have been, or, strictly, from the earliest.
        guard case .success(let due) = dueFrom(isLenient ? when.hi : when.lo) else { return Judged(.cannotTell) }
        if let trigger = context.trigger, case .success(let other) = dueFrom(isLenient ? when.lo : when.hi), other != due {
            doubts.insert(.time(table.entries[trigger].position))
        }
        return judge(requirement, context, due)
    }

    /// Whether the answer came by the due time.
    func isInTime(_ answer: Answer, _ due: Due) -> Bool {
        let end = due.end.microseconds
        if answer.when.hi <= end { return true }
        if answer.when.lo > end { return false }
        return lenient(answer.timeDoubt ?? answer.evidence.first.map { .time(table.entries[$0].position) } ?? .unlinked)
    }

    /// The place of the event that ended the state before the due time, unanswered, because the case, the plan or the status came to its
    /// end, or the child died; nil where none did.
    private func closing(before due: Due, _ stretch: Stretch, _ answer: Answer?) -> Int? {
        guard let end = stretch.end, !isOpen(stretch) else { return nil }
        if let answer, answer.when.lo < stretch.hi { return nil }
        let ending = table.entries[end]
        return switch KnownType(rawValue: ending.type) {
        case .caseClosed?, .planEnded?, .statusEnded?: ending.when.lo < due.end.microseconds ? end : nil
        // What tells of a death may be entered long after it.
        case .personRecorded?: stretch.hi <= due.end.microseconds ? end : nil
        default: nil
        }
    }

    /// Without a trigger the clock runs from the start of the period.
    func deadline(_ rule: CompiledClause, _ child: Int, _ stretch: Stretch) -> Judged? {
        var context = Context()
        context.child = child
        context.period = stretch
        let start = self.start(of: context)
        guard case .limit(let used) = limit(rule, context, turn: 0, from: start), let requirement = rule.requirement else {
            return nil
        }
        context.direction = used.direction
        context.isHourly = used.span?.unit == .hours
        var judged = weigh {
            switch due(used, from: isLenient ? start.hi : start.lo) {
            case .failure(let unknown): return unclear(unknown.doubt)
            case .success(let due):
                if case .success(let other) = self.due(used, from: isLenient ? start.lo : start.hi), other != due,
                    let began = stretch.start
                {
                    doubts.insert(.time(table.entries[began].position))
                }
                return judge(requirement, context, due)
            }
        }
        judged.child = child
        judged.period = stretch
        judged.base = start
        judged.limit = used
        return judged
    }

    private func judge(_ requirement: CompiledRequirement, _ context: Context, _ due: Due) -> Judged {
        var judged = Judged(.missed)
        judged.due = due
        var report = Report()
        let answer = self.answer(requirement, context, &report)
        judged.lacking = report.lacking
        if let closing = closing(before: due, context.period, answer) {
            judged.status = .notApplicable
            judged.note = .endedBeforeDue(closing: table.entries[closing].position)
            return judged
        }
        if let answer {
            take(answer, into: &judged, isInTime(answer, due) ? .met : .late)
        } else if due.end >= horizon {
            judged.status = .due
        }
        return judged
    }

    // MARK: Before the meeting is held

    /// The findings counted back from appointments for meetings that are still to be held.
    func forecasts(_ rule: CompiledClause, _ child: Int, _ stretches: [Stretch], _ context: Context) -> [Judged] {
        guard let forecast = rule.forecast, case .data(let field) = forecast.at else { return [] }
        let triggers = context.triggers?.places ?? []
        let held = triggers.last.map { table.entries[$0].order } ?? Int64.min
        let appointment = hits(forecast.match.pattern).last { hit in
            hit.doubt == nil && table.entries[hit.place].concerns(child) && table.entries[hit.place].order > held
        }
        guard let place = appointment?.place, let when = table.entries[place][field].flatMap(Self.when),
            !isMoved(place, forecast, child),
            let stretch = stretches.last(where: { $0.touches(table.entries[place].when) }), isOpen(stretch),
            case .limit(var used) = limit(rule, context, turn: 0, from: when)
        else { return [] }
        used.since = when.first
        var context = context
        context.forecast = when
        context.trigger = place
        context.triggers = Triggers(triggers + [place], table)
        context.period = stretch
        var judged = deadline(rule, context, [.always], used) { _ in self.due(used, from: when.lo) } ?? Judged(.due)
        if judged.status == .missed, when.lo > horizon.microseconds, judged.due.map({ $0.end >= horizon }) ?? true {
            judged.status = .due
        }
        judged.trigger = place
        judged.child = child
        judged.period = stretch
        judged.note = .forecast
        return [judged]
    }

    /// Whether a later appointment moved or cancelled this one.
    private func isMoved(_ place: Int, _ forecast: CompiledForecast, _ child: Int) -> Bool {
        guard let later = forecast.notSupersededBy else { return false }
        return hits(later.pattern).contains { hit in
            hit.place > place && table.entries[hit.place].concerns(child)
        }
    }
}
