import Events

extension Evaluation {
    /// At least so many in each stretch of the limit's length: in a row from the trigger (rolling), or each year or quarter
    /// of the calendar, as the parameter `counts.period` says.
    func counts(_ rule: CompiledClause, _ child: Int, _ stretches: [Stretch]) -> [Judged] {
        guard let requirement = rule.requirement, let wanted = requirement.events.compactMap(\.required.minCount).max() else {
            return []
        }
        var found: [Judged] = []
        for stretch in stretches {
            var context = Context()
            context.child = child
            context.period = stretch
            let wide =
                rule.triggers.isEmpty
                ? stretch
                : periods(rule.appliesApartFromTime, child).possible
                    .last { $0.lo <= stretch.lo && $0.hi > stretch.lo } ?? stretch
            let start =
                rule.triggers.isEmpty
                ? nil
                : triggers(rule, child, [wide]).map(\.place).first { wide.touches(table.entries[$0].when) }
            guard rule.triggers.isEmpty || start != nil else { continue }
            context.trigger = start
            // A period that began only because a phase did does not restart the count.
            let begun = start.map { table.entries[$0].when.lo }
            let from = wide.lo < stretch.lo ? max(begun ?? .min, wide.lo) : max(stretch.lo, begun ?? .min)
            guard case .limit(let used) = limit(rule, context, turn: 0, from: When(lo: from, hi: from)), let span = used.span
            else {
                continue
            }
            context.trigger = nil
            for part in parts(of: Stretch(lo: from, hi: stretch.hi, start: stretch.start, end: stretch.end), span) {
                var judged = count(requirement, context, part, wanted)
                judged.trigger = start
                judged.child = child
                judged.limit = used
                found.append(judged)
            }
        }
        return found.isEmpty ? [notApplicable(rule, child, .neverTriggered)] : found
    }

    private struct Part {
        let stretch: Stretch
        let due: Due
        /// Whether the period ended before the part did.
        let isCutShort: Bool
    }

    /// The stretches in which the count is taken, up to the one that is running.
    private func parts(of period: Stretch, _ span: Span) -> [Part] {
        var found: [Part] = []
        var lo = period.lo
        var row: (isByCalendar: Bool, row: Row)?
        for _ in 0..<Self.longestRow where lo < period.hi && lo <= horizon.microseconds {
            let day = London.day(of: Instant(microseconds: lo))
            let isByCalendar = parameters.value("counts.period", on: day) == .period(.calendar)
            var next =
                row.flatMap { $0.isByCalendar == isByCalendar ? $0.row : nil }
                ?? Row(first: isByCalendar ? calendarStart(day, span) : day, span: span)
            guard let end = next.end(clock) else { break }
            // A year of the calendar ends with its last day; one that runs from a day ends on the same day of the next.
            let due = Due.day(isByCalendar ? end.adding(days: -1) : end)
            let hi = due.end.microseconds + 1
            // A part of a year of the calendar is not judged.
            let isPart = isByCalendar && row?.isByCalendar != true && lo > London.start(of: next.first).microseconds
            if !isPart {
                found.append(
                    Part(stretch: Stretch(lo: lo, hi: min(hi, period.hi)), due: due, isCutShort: period.hi < hi))
            }
            row = (isByCalendar, next)
            lo = hi
        }
        return found
    }

    /// The first day of the calendar's stretch of this length in which a day falls.
    private func calendarStart(_ day: Day, _ span: Span) -> Day {
        let (year, month, _) = day.parts
        switch span.unit {
        case .years: return Day(year: year, month: 1, day: 1) ?? day
        case .months: return Day(year: year, month: (month - 1) / span.value * span.value + 1, day: 1) ?? day
        case .weeks: return day.adding(days: -day.weekday)
        default: return day
        }
    }

    private func count(_ requirement: CompiledRequirement, _ context: Context, _ part: Part, _ wanted: Int) -> Judged {
        var judged = weigh {
            var context = context
            context.period = part.stretch
            context.after = part.stretch.lo - 1
            let answers = allAnswers(requirement, context)
            var judged = Judged(.due)
            judged.evidence = answers.prefix(wanted).compactMap(\.evidence.first)
            judged.count = Finding.Count(found: answers.count, wanted: wanted)
            if answers.count >= wanted {
                judged.status = .met
                judged.done = answers[wanted - 1].when
            } else if part.isCutShort, part.stretch.hi - 1 <= horizon.microseconds {
                judged.status = .notApplicable
                judged.note = .endedEarly
            } else if part.due.end < horizon {
                judged.status = .missed
            }
            return judged
        }
        judged.due = part.due
        judged.period = part.stretch
        judged.base = When(lo: part.stretch.lo, hi: part.stretch.lo)
        return judged
    }
}
