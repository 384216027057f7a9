import Events
import JSON
import Practice

extension Evaluation {
    /// Whether something is not older than a parameter allows: at the trigger's time, or without a trigger on the day asked
    /// about.
    func isRecent(_ when: When, _ parameter: String, _ place: Int, _ context: Context?) -> Verdict {
        let at: When
        if let trigger = context?.trigger { at = table.entries[trigger].when } else { at = When(asAt) }
        guard case .duration(let span)? = duration(parameter, on: London.day(of: at.first)) else {
            return .unknown(.notConfigured(parameter))
        }
        // Still recent on the last day of the span.
        switch clock.due(span, after: when.last) {
        case .due(let due):
            if due.end.microseconds >= at.hi {
                return isSure(when, span, at) ? .yes : .unknown(.time(table.entries[place].position))
            }
            return due.end.microseconds < at.lo ? .no : .yes
        case .notCovered(let year): return .unknown(.notCovered(year: year))
        case .noSchoolTerm, .schoolTermsNotSet: return .unknown(.noSchoolTerm)
        }
    }

    private func isSure(_ when: When, _ span: Span, _ at: When) -> Bool {
        guard when.isVague, case .due(let early) = clock.due(span, after: when.first) else { return true }
        return early.end.microseconds >= at.hi
    }

    /// A parameter that is a length of time or an age.
    private func duration(_ name: String, on day: Day) -> ParameterValue? {
        switch parameters.value(name, on: day) {
        case .duration(let span), .limit(let span): .duration(span)
        case .age(let years): .duration(Span(years, .years))
        default: nil
        }
    }

    /// Whether a date of the record falls within the limit.
    func isInTime(_ value: JSONValue, _ place: Int, _ name: String, _ context: Context?) -> Verdict {
        guard let when = Self.when(value) else { return .unknown(.lacks(table.entries[place].position, field: name)) }
        guard let due = context?.due else { return .no }
        return when.lo <= due.end.microseconds ? .yes : .no
    }

    /// The words of a parameter that is a list, as of an event: what a record said is not read by a list that was made later.
    func parameterWords(_ name: String, asOf place: Int) -> [String]? {
        engine.settings.words(name, at: table.entries[place].when.lo)
    }

    /// Which role is a kind of which other, as of an event.
    func roles(asOf place: Int) -> RoleTree { engine.settings.roles.at(table.entries[place].when.lo) }
}
