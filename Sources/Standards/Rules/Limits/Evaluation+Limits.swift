import Events
import JSON

extension Evaluation {
    /// The limit of a clause, for a trigger or from a moment on.
    ///
    /// - Parameters:
    ///   - turn: how many answers there have been: 0 until the first.
    ///   - moment: when the clock starts; states are looked up and settings taken as of then.
    func limit(_ rule: CompiledClause, _ context: Context, turn: Int, from moment: When) -> LimitFound {
        let clause = rule.clause
        if let limit = clause.limit {
            return .limit(
                LimitUsed(qualified(limit.span, clause, on: London.day(of: moment.first)), limit.direction, from: .standard))
        }
        switch clause.limitFrom {
        case .parameter(let name): return limit(fromParameter: name, clause, context, turn: turn, moment)
        case .planField(let name):
            let types = planTypes(settingHowOftenFor: rule, context, at: moment)
            guard let place = planSettings(name, of: types, context.child, at: moment).last else {
                return .unknown(.noStart(name))
            }
            guard let span = Self.span(table.entries[place][name]) else {
                return .unknown(.unusableLimit(table.entries[place].position, field: name))
            }
            return .limit(LimitUsed(span, from: .plan(table.entries[place].position)))
        case .triggerField(let field): return dueDate(field, context)
        case nil: return .noMore
        }
    }

    /// Days that the text does not qualify are read as the parameter `days.unqualified` says on the day from which they count.
    private func qualified(_ span: Span, _ clause: Clause, on day: Day) -> Span {
        guard span.unit == .days, clause.has(.daysUnqualified),
            case .daysPerClause(let days)? = parameters.value("days.unqualified", on: day),
            days.reading(of: clause.id) == .working
        else { return span }
        return Span(span.value, .workingDays)
    }

    private func limit(
        fromParameter name: String, _ clause: Clause, _ context: Context, turn: Int, _ moment: When
    ) -> LimitFound {
        let value: ParameterValue
        var source: String?
        switch parameters.answer(name, on: London.day(of: moment.first)) {
        case .set(let setting): (value, source) = (setting.value, setting.source)
        case .standard(let standard): value = standard
        case .notConfigured: return .unknown(.notConfigured(name))
        }
        let origin = LimitUsed.Origin.parameter(name, source: source)
        switch value {
        case .limit(let span), .duration(let span): return .limit(LimitUsed(span, from: origin))
        case .limitSequence(let steps):
            guard turn < steps.count || steps.last?.repeats == true, let step = turn < steps.count ? steps[turn] : steps.last
            else {
                return .noMore
            }
            return .limit(LimitUsed(step.span, from: origin))
        case .limitTable(let rows):
            guard let row = rows.first(where: { fits($0, context, moment) }) else { return .unknown(.notConfigured(name)) }
            guard let span = turn == 0 ? row.first ?? row.every : row.every else { return .noMore }
            return .limit(LimitUsed(span, from: origin))
        default: return .unknown(.notConfigured(name))
        }
    }

    /// Whether a row of a table counts: the state holds then, and the trigger (else the start of the period) says so.
    private func fits(_ row: LimitRow, _ context: Context, _ moment: When) -> Bool {
        if let when = row.when, !holds(when, context, at: moment) { return false }
        guard !row.tests.isEmpty else { return true }
        guard let place = context.trigger ?? context.period.start else { return false }
        return row.tests.allSatisfy { test in
            if case .yes = verdict(CompiledTest(test), of: place, context) { true } else { false }
        }
    }

    /// Whether a state of the vocabulary holds at a moment.
    private func holds(_ expression: StateExpression, _ context: Context, at moment: When) -> Bool {
        expression.evaluate { name in
            guard let number = engine.conditions.firstIndex(where: { $0.name == name }) else { return false }
            // A state of the whole case asked about one child is the case's; a child's asked about the case, any child's.
            let children = engine.conditions[number].perChild && context.child < 0 ? Array(0..<childCount) : [context.child]
            return children.contains { one in
                periods(ofCondition: number, one, in: context.chain).possible.contains { $0.contains(moment.lo) }
            }
        }
    }

    private func dueDate(_ field: FieldPath, _ context: Context) -> LimitFound {
        guard let place = context.trigger, case .data(let name) = field else { return .noMore }
        let position = table.entries[place].position
        guard let value = table.entries[place][name], value.isFilled else {
            let attributes = table.event(place).header.attributes
            let reference = FieldReference(type: attributes.type, field: name)
            return parameters.isNeverSupplied(reference, by: attributes.source)
                ? .unknown(.notRecorded(reference, source: attributes.source)) : .unknown(.lacks(position, field: name))
        }
        let used = LimitUsed(nil, from: .record(position, field: name))
        guard let text = value.string else { return .unknown(.unusableLimit(position, field: name)) }
        if let day = Day(text) { return .due(.day(day), used) }
        if let instant = Instant(text) { return .due(.instant(instant), used) }
        return .unknown(.unusableLimit(position, field: name))
    }

    /// When something falls due by a limit, or why that cannot be told.
    func due(_ used: LimitUsed, from moment: Int64) -> Result<Due, DueUnknown> {
        guard let span = used.span else { return .failure(DueUnknown(doubt: .noStart(""))) }
        let start = Instant(microseconds: moment)
        switch used.direction == .after ? clock.due(span, after: start) : clock.due(span, before: start) {
        case .due(let due): return .success(due)
        case .notCovered(let year): return .failure(DueUnknown(doubt: .notCovered(year: year)))
        case .noSchoolTerm: return .failure(DueUnknown(doubt: .noSchoolTerm))
        case .schoolTermsNotSet: return .failure(DueUnknown(doubt: .notConfigured("calendar.school_terms")))
        }
    }

    /// A length of time of the data: `{"value": 6, "unit": "weeks"}`.
    static func span(_ value: JSONValue?) -> Span? {
        guard let value, let number = value["value"]?.integer, number > 0, number < 10_000,
            let unit = value["unit"]?.string.flatMap(Span.Unit.init(rawValue:)), unit != .sameDay, unit != .schoolTerms
        else { return nil }
        return Span(Int(number), unit)
    }
}

/// Why a due date cannot be told.
struct DueUnknown: Error {
    let doubt: Doubt
}
