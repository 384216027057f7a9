import Events
import JSON

extension Evaluation {
    /// What the record that comes nearest lacks of what a clause asks for; nil where nothing comes near, or the finding is about
    /// something else.
    func shortfall(_ rule: CompiledClause, _ judged: Judged) -> Finding.Shortfall? {
        let clause = rule.clause
        // Lists of what is due say the same of it as the findings on the case.
        guard detail == .whole || detail == .brief && judged.due != nil, clause.canBeMissedNarrowly,
            [.missed, .due, .noEvidence].contains(judged.status), judged.note == nil || judged.note == .onlyAnAim,
            let requirement = rule.requirement ?? rule.evidence,
            let nearest = nearest(requirement, rule, judged), !nearest.failed.isEmpty,
            clause.asksForContent && judged.due == nil || isNearMiss(nearest, judged)
        else { return nil }
        return shortfall(nearest, judged)
    }

    /// Whether a record would have done but for something that is asked of it: it was there in time, it is not one of which
    /// nothing fits, and it is not known to be of another kind.
    private func isNearMiss(_ nearest: Nearness, _ judged: Judged) -> Bool {
        guard nearest.place != nil, judged.member == nil else { return false }
        let type = nearest.event.match.typeName
        let all = engine.patterns[nearest.event.match.pattern].tests + nearest.event.match.contextual
        // For whom it was not done is told by name.
        guard !nearest.failed.contains(where: { Self.usesMember([$0.test]) }) else { return false }
        let isAll = nearest.failed.count == all.count
        return !isAll || all.count == 1 && !Words.tellsKind(all[0].field, ofType: type)
    }

    private func shortfall(_ nearest: Nearness, _ judged: Judged) -> Finding.Shortfall {
        let type = nearest.event.match.typeName
        var unsaid: [FieldReference] = []
        var (unsaidWords, partlyWords, otherwiseWords): ([String], [String], [String]) = ([], [], [])
        var items: [String] = []
        for lacking in nearest.failed {
            let place = nearest.place.map { self.place(saying: lacking.test.field, $0, judged) }
            let words = words(for: lacking, type, place)
            switch lacking.failure {
            case .unsaid:
                unsaid.append(FieldReference(type: type, field: lacking.test.field.description))
                unsaidWords.append(words)
            case .partly:
                unsaid +=
                    place.map { emptyParts(lacking.test, of: $0) }?.map { part in
                        FieldReference(type: type, field: "\(lacking.test.field).\(part)")
                    } ?? []
                items += place.map { missingItems(lacking.test, of: $0) } ?? []
                partlyWords.append(words)
            case .otherwise: otherwiseWords.append(words)
            }
        }
        let origin: Finding.Shortfall.Origin =
            switch nearest.origin {
            case .record(let place): .record(mention(place))
            case .elsewhere: .elsewhere
            case .none: .none(called: Words.name(ofType: type, kind: kind(askedBy: nearest.event)))
            }
        return Finding.Shortfall(
            origin: origin, unsaid: unsaid, unsaidWords: unsaidWords, partlyWords: partlyWords, otherwiseWords: otherwiseWords,
            missingItems: items)
    }

    private func kind(askedBy event: CompiledEvent) -> String? {
        let name = Words.kindField(of: event.match.typeName)
        for test in engine.patterns[event.match.pattern].tests where test.field.description == name {
            if case .equals(.value(.text(let word))) = test.test { return word }
        }
        return nil
    }
}
