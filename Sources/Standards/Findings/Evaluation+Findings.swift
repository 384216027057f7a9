import Events
import JSON
import Practice

extension Evaluation {
    func finding(_ rule: CompiledClause, _ judged: Judged) -> Finding {
        let isHourly = judged.limit?.span?.unit == .hours || { if case .instant? = judged.due { true } else { false } }()
        // Of what is known to the month only, no day is told.
        let done = judged.done.flatMap { when -> Due? in
            if when.isVague { return nil }
            return isHourly && when.isExact ? .instant(when.first) : .day(London.day(of: when.first))
        }
        let shortfall = shortfall(rule, judged)
        let child = judged.child >= 0 && judged.child < table.children.count ? table.children[judged.child] : nil
        return Finding(
            rule: rule, subject: subject, child: child, placement: judged.member, status: judged.status,
            trigger: judged.trigger.map(mention),
            period: period(judged), began: judged.base.map(\.first), due: judged.due,
            done: judged.status == .cannotTell ? nil : done,
            lateBy: lateness(judged), evidence: Set(judged.evidence + judged.way).map { table.entries[$0].position }.sorted(),
            answeredBy: judged.status == .met || judged.status == .late ? completing(judged).map(mention) : nil,
            inferred: (judged.links + inferredBases(rule, judged)).map { link in
                Finding.InferredLink(
                    event: table.entries[link.chosen].position,
                    candidates: link.candidates.map { table.entries[$0].position }.sorted())
            },
            limitUsed: judged.limit, doubts: judged.doubts,
            doubtWords: judged.status == .cannotTell ? words(for: judged.doubts) : [:],
            lacking: judged.lacking.isEmpty ? shortfall?.missingItems ?? [] : judged.lacking,
            shortfall: shortfall, count: judged.count, measure: judged.measure, note: judged.note,
            answer: judged.answer.map { answer($0, judged) }, lapsedAnswer: judged.lapsedAnswer.map { answer($0, judged) })
    }

    /// The record that completed what was asked: of several that all were needed the one with which it was done.
    private func completing(_ judged: Judged) -> Int? {
        judged.evidence.last { table.entries[$0].when == judged.done } ?? judged.evidence.first
    }

    func mention(_ place: Int) -> Finding.Mention {
        if let known = mentionLists[place] { return known }
        let mention = Finding.Mention(table.event(place), table.entries[place].when)
        mentionLists[place] = mention
        return mention
    }

    private func period(_ judged: Judged) -> Finding.Period? {
        guard judged.trigger == nil || judged.base != nil, judged.status != .notApplicable || judged.note != .neverApplied else {
            return nil
        }
        let from = judged.base?.lo ?? judged.period.lo
        guard from != .min || judged.period.hi != .max else { return nil }
        return Finding.Period(
            from: from == .min ? nil : Instant(microseconds: from),
            through: judged.period.hi == .max ? nil : Instant(microseconds: judged.period.hi - 1))
    }

    private func lateness(_ judged: Judged) -> Finding.Lateness? {
        guard judged.status == .late || judged.status == .missed, let due = judged.due else { return nil }
        let end = judged.status == .late ? judged.done?.first : horizon
        guard let end else { return nil }
        if case .instant(let instant) = due {
            let hours = (end.microseconds - instant.microseconds + 3_599_999_999) / 3_600_000_000
            return Finding.Lateness(amount: Int(max(hours, 1)), unit: .hours)
        }
        let last = London.day(of: end)
        if judged.limit?.span?.unit == .workingDays,
            case .days(let days) = clock.workingDays.count(after: due.day, through: last), days > 0
        {
            return Finding.Lateness(amount: days, unit: .workingDays)
        }
        return Finding.Lateness(amount: last.number - due.day.number, unit: .days)
    }

    private func answer(_ place: Int, _ judged: Judged) -> Finding.AuditAnswer {
        let said = table.entries[place]["answer"]?.string ?? ""
        let event = table.event(place)
        let given = table.days[place]
        let partly = parameters.value("judgement.partly_is_met", on: given) == .boolean(true)
        return Finding.AuditAnswer(
            event: mention(place), answer: said, by: event.header.attributes.actor,
            comment: table.entries[place]["comment"]?.string,
            isMet: said == "yes" || (said == "partly" && partly),
            earlier: judged.earlierAnswers.reversed().map { table.entries[$0].position })
    }
}

extension Finding.Mention {
    /// - Parameter when: when it is taken to have happened.
    init(_ event: Event, _ when: When) {
        let attributes = event.header.attributes
        self.init(
            position: event.position, type: attributes.type, time: attributes.time, precision: attributes.timePrecision,
            kind: Words.kindField(of: attributes.type).flatMap { event[$0]?.string }, actorRole: attributes.actorRole, when: when)
    }
}
