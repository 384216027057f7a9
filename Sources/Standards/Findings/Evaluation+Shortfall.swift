import Events
import JSON
import Practice

extension Finding {
    /// What a record lacks of what a clause asks it to say.
    struct Shortfall: Equatable, Sendable {
        /// The record that comes nearest; nil where there is none of the kind.
        let record: Mention?
        /// What such a record is called.
        let noun: String
        /// Whether a record says it all, but is not one that counts here: it lies outside the time, or belongs to something else.
        let isElsewhere: Bool
        /// What it leaves unsaid.
        let unsaid: [FieldReference]
        /// What it leaves unsaid and what it says otherwise than is asked, in plain words.
        let unsaidWords: [String]
        let otherwiseWords: [String]

        static func == (a: Shortfall, b: Shortfall) -> Bool {
            a.record?.position == b.record?.position && a.unsaid == b.unsaid && a.otherwiseWords == b.otherwiseWords
        }
    }
}

extension Evaluation {
    /// A record, and the tests that it fails.
    private struct Nearness {
        /// ``none`` where there is no record of the kind, ``elsewhere`` where one says it all but does not count here.
        let place: Int
        static let none = -1
        static let elsewhere = -2
        let event: CompiledEvent
        let failed: [CompiledTest]

        /// The nearest first: one that is there, that fails little, that is late.
        static func isNearer(_ a: Nearness, _ b: Nearness) -> Bool {
            if a.place < 0 || b.place < 0 { return a.place > b.place }
            return a.failed.count != b.failed.count ? a.failed.count < b.failed.count : a.place > b.place
        }
    }

    /// What is not said that a clause about the content of a record asks for; nil where the finding is about something else.
    func shortfall(_ rule: CompiledClause, _ judged: Judged) -> Finding.Shortfall? {
        guard !isBrief, rule.clause.kind == .content || Self.contentShapes.contains(rule.clause.shape),
            judged.status == .missed || judged.status == .due, judged.due == nil,
            judged.note == nil, let requirement = rule.requirement ?? rule.evidence,
            let nearest = nearest(requirement, rule, judged), !nearest.failed.isEmpty
        else { return nil }
        let type = nearest.event.match.typeName
        var unsaid: [FieldReference] = []
        var unsaidWords: [String] = []
        var otherwise: [String] = []
        for test in nearest.failed {
            let field = FieldReference(type: type, field: test.field.description)
            // What it says of some members it leaves unsaid of those that are lacking.
            let isSaid = nearest.place >= 0 && !Self.usesMember([test]) && says(test.field, nearest, judged)
            let words = words(for: test, field)
            if isSaid {
                otherwise.append(words)
            } else {
                unsaid.append(field)
                unsaidWords.append(words)
            }
        }
        return Finding.Shortfall(
            record: nearest.place >= 0 ? mention(nearest.place) : nil,
            noun: Words.name(ofType: type, kind: kind(askedBy: nearest.event)),
            isElsewhere: nearest.place == Nearness.elsewhere, unsaid: unsaid, unsaidWords: unsaidWords,
            otherwiseWords: otherwise)
    }

    private static let contentShapes: Set<Shape> = [
        .contentOfEachRecord, .contentOfPlanInForce, .contentOfLinkedRecord, .contentAtLeastOnce,
    ]

    private func nearest(_ requirement: CompiledRequirement, _ rule: CompiledClause, _ judged: Judged) -> Nearness? {
        switch requirement.kind {
        case .event(let event): event.required.isAbsent ? nil : nearest(event, rule, judged)
        case .any(let parts), .all(let parts):
            // A part that asks for a record of some kind, whatever it says, names no field.
            parts.compactMap { nearest($0, rule, judged) }.filter { !$0.failed.isEmpty }.min(by: Nearness.isNearer)
        }
    }

    private func nearest(_ event: CompiledEvent, _ rule: CompiledClause, _ judged: Judged) -> Nearness? {
        var context = Context()
        context.child = judged.child
        context.trigger = judged.trigger
        context.period = judged.period
        // What is asked of each member of a set is told by the members that lack it.
        let all = engine.patterns[event.match.pattern].tests + event.match.contextual
        let tests = all.filter { !Self.usesMember([$0]) }
        let ofMembers = all.filter { Self.usesMember([$0]) }
        let kind = Words.kindField(of: event.match.typeName)
        var found: [Nearness] = []
        for place in places(for: event, rule, judged, context) {
            let failed = tests.filter { test in
                if case .no = verdict(test, of: self.place(saying: test.field, place, judged), context) { true } else { false }
            }
            // One of another kind is another record.
            if failed.contains(where: { $0.field.description == kind && says($0.field, of: place) }) { continue }
            found.append(Nearness(place: place, event: event, failed: failed.isEmpty ? ofMembers : failed))
        }
        let asked = all.filter { $0.field.description != kind }
        guard let best = found.min(by: Nearness.isNearer) else {
            guard !isPlanVersion(rule, judged) else { return nil }
            let isElsewhere = table.byType[event.match.type].contains { place in
                concerns(place, context) && place != judged.trigger
                    && tests.allSatisfy { if case .no = verdict($0, of: place, context) { false } else { true } }
            }
            return Nearness(place: isElsewhere ? Nearness.elsewhere : Nearness.none, event: event, failed: asked)
        }
        guard best.failed.isEmpty else { return best }
        return Nearness(place: judged.lacking.isEmpty ? Nearness.elsewhere : best.place, event: event, failed: asked)
    }

    /// The records that could have said it.
    private func places(for event: CompiledEvent, _ rule: CompiledClause, _ judged: Judged, _ context: Context) -> [Int] {
        if event.required.link == .itself { return judged.trigger >= 0 ? [judged.trigger] : [] }
        if isPlanVersion(rule, judged) { return table.entries[judged.trigger].type == event.match.type ? [judged.trigger] : [] }
        return table.byType[event.match.type].filter { place in
            concerns(place, context) && place != judged.trigger && isPlaced(event, place, context)
        }
    }

    private func isPlanVersion(_ rule: CompiledClause, _ judged: Judged) -> Bool {
        rule.clause.shape == .contentOfPlanInForce && judged.trigger >= 0
            && [KnownType.planAgreed, .planUpdated].contains { $0.rawValue == table.entries[judged.trigger].type }
    }

    /// Of a plan, the agreement or update that gives the field: the later is laid over the earlier.
    private func place(saying field: FieldPath, _ place: Int, _ judged: Judged) -> Int {
        guard place == judged.trigger, table.entries[place].type == KnownType.planUpdated.rawValue, case .data(let name) = field,
            let type = table.entries[place]["plan_type"]?.string
        else { return place }
        for earlier in (table.all(.planAgreed) + table.all(.planUpdated)).sorted().reversed()
        where earlier <= place && table.entries[earlier]["plan_type"]?.says(type) == true {
            if table.entries[earlier][name]?.isFilled == true { return earlier }
            if table.entries[earlier].type == KnownType.planAgreed.rawValue { break }
        }
        return place
    }

    private func says(_ field: FieldPath, _ candidate: Nearness, _ judged: Judged) -> Bool {
        says(field, of: place(saying: field, candidate.place, judged))
    }

    private func says(_ field: FieldPath, of place: Int) -> Bool {
        guard case .data(let name) = field else { return !fieldWords(field, of: place).isEmpty }
        return table.entries[place][name]?.isFilled == true
    }

    private func kind(askedBy event: CompiledEvent) -> String? {
        let name = Words.kindField(of: event.match.typeName)
        for test in engine.patterns[event.match.pattern].tests where test.field.description == name {
            if case .equals(.value(.text(let word))) = test.test { return word }
        }
        return nil
    }

    /// What a field is about, and what is asked of it where that is one of a few things.
    private func words(for test: CompiledTest, _ field: FieldReference) -> String {
        let meaning: String
        switch test.field {
        case .actor, .actorID: meaning = "who did it"
        case .actorRole: meaning = "in what role it was done"
        case .actorTeam: meaning = "which team did it"
        case .time: meaning = "when it happened"
        case .enteredAt: meaning = "when it was written down"
        case .data(let name): meaning = engine.meanings[field] ?? Words.plain(name)
        }
        func asked(_ values: [Scalar]) -> String {
            let words = values.compactMap { value in if case .text(let text) = value { Words.plain(text) } else { nil } }
            return words.isEmpty ? meaning : "\(meaning) (asked: \(words.joined(separator: " or ")))"
        }
        switch test.test {
        case .equals(.value(let value)), .contains(.value(let value)): return asked([value])
        case .isOneOf(let values), .containsAny(let values): return asked(values)
        case .containsAll(let values): return values.count == 1 ? asked(values) : "\(meaning) (all that is asked)"
        case .eachHas(let parts): return "\(meaning) (each with \(Words.list(parts.map(Words.plain))))"
        default: return meaning
        }
    }
}
