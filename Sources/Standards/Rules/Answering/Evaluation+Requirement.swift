import Events

extension Evaluation {
    /// What answers a requirement first; nil where nothing does.
    func answer(_ requirement: CompiledRequirement, _ context: Context, _ report: inout Report) -> Answer? {
        guard let forEach = requirement.forEach else { return single(requirement.kind, context, &report) }
        let members = members(of: forEach, context)
        guard !members.isEmpty else {
            return lenient(.emptySet(Self.name(of: forEach))) ? Answer(when: start(of: context), evidence: []) : nil
        }
        var found: [Answer] = []
        for member in members {
            var own = context
            own.member = member
            if let child = member.child { own.child = child }
            var inner = Report()
            if let answer = single(requirement.kind, own, &inner, implied: forEach) {
                found.append(answer)
            } else {
                report.lacking.append(member.label)
                report.breaking += inner.breaking
            }
        }
        guard found.count == members.count else { return nil }
        return all(of: found)
    }

    private func single(
        _ kind: CompiledRequirement.Kind, _ context: Context, _ report: inout Report, implied: ForEach? = nil
    ) -> Answer? {
        switch kind {
        case .event(let event): return answer(event, context, implied, &report)
        case .any(let parts):
            var best: Answer?
            var reports: [Report] = []
            for part in parts {
                var tried = Report()
                defer { reports.append(tried) }
                let answer =
                    implied == nil
                    ? self.answer(part, context, &tried)
                    : part.forEach == nil
                        ? single(part.kind, context, &tried, implied: implied) : self.answer(part, context, &tried)
                guard let answer else { continue }
                if best.map({ isEarlier(answer, than: $0) }) ?? true { best = answer }
            }
            if best == nil {
                // Of several ways the one that comes nearest says what is lacking.
                report.lacking += reports.map(\.lacking).filter { !$0.isEmpty }.min { $0.count < $1.count } ?? []
                report.breaking += reports.flatMap(\.breaking)
            }
            return best
        case .all(let parts):
            var found: [Answer] = []
            for part in parts {
                let answer =
                    part.forEach == nil
                    ? single(part.kind, context, &report, implied: implied) : self.answer(part, context, &report)
                guard let answer else { continue }
                found.append(answer)
            }
            return found.count == parts.count ? all(of: found) : nil
        }
    }

    private func isEarlier(_ a: Answer, than b: Answer) -> Bool {
        // Of a time that is not sure the strict reading takes the latest. Where times are equal, what was stated counts before
        // what was inferred.
        let (one, two) = isLenient ? (a.when.lo, b.when.lo) : (a.when.hi, b.when.hi)
        return one != two ? one < two : a.links.count < b.links.count
    }

    /// Several answers that are all needed: done with the last of them.
    private func all(of answers: [Answer]) -> Answer? {
        guard var last = answers.max(by: { $0.when.lo < $1.when.lo }) else { return nil }
        var evidence: [Int] = []
        var links: [InferredPlaces] = []
        for answer in answers {
            for place in answer.evidence where !evidence.contains(place) { evidence.append(place) }
            for link in answer.links where !links.contains(link) { links.append(link) }
        }
        last.evidence = evidence.sorted()
        last.way = answers.flatMap(\.way)
        last.links = links
        return last
    }

    /// Where a question begins: the trigger, or the start of the period.
    func start(of context: Context) -> When {
        if let trigger = context.trigger { return table.entries[trigger].when }
        if let start = context.period.start { return table.entries[start].when }
        let moment = max(context.period.lo, table.entries.first?.when.lo ?? context.period.lo)
        return When(lo: moment, hi: moment)
    }

    static func name(of forEach: ForEach) -> String {
        switch forEach {
        case .set(let set): set.rawValue
        case .values(_, let field): field
        }
    }

    /// What one required event is answered by.
    private func answer(
        _ event: CompiledEvent, _ context: Context, _ implied: ForEach?, _ report: inout Report
    ) -> Answer? {
        if event.required.isAbsent {
            let found = isLenientFlipped { eligible(event, context, implied) }
            guard found.isEmpty else {
                report.breaking += found.map(\.place)
                return nil
            }
            return Answer(when: start(of: context), evidence: [context.trigger].compactMap(\.self))
        }
        var found = eligible(event, context, implied)
        var link: InferredPlaces?
        if event.required.link == .trigger, context.trigger != nil {
            (found, link) = linked(event, found, context)
        }
        let wanted = event.required.minCount ?? 1
        guard found.count >= wanted else { return nil }
        if event.mayPrecedePeriod, context.direction != .before, wanted == 1, link == nil, let last = found.last {
            // Of what must come before something, what came last says most.
            return Answer(when: last.when, evidence: [last.place], way: last.way, timeDoubt: last.doubt)
        }
        let used = found.prefix(wanted)
        guard let last = used.last else { return nil }
        return Answer(
            when: last.when, evidence: used.map(\.place), way: used.flatMap(\.way), links: link.map { [$0] } ?? [],
            timeDoubt: last.doubt)
    }

    /// Runs a search whose finds speak against the requirement.
    private func isLenientFlipped<Found>(_ search: () -> Found) -> Found {
        isLenient.toggle()
        defer { isLenient.toggle() }
        return search()
    }
}
