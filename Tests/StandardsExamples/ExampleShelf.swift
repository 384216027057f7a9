import Events
package import Practice
package import Standards

/// The published packs with their examples, and the engine to try them on.
package struct ExampleShelf: Sendable {
    package let library: StandardsLibrary
    package let calendar: WorkingDays
    package let packs: [Pack]
    /// By pack id.
    package let examples: [String: [Example]]

    package init(library: StandardsLibrary, calendar: WorkingDays, packs: [Pack], examples: [String: [Example]]) {
        self.library = library
        self.calendar = calendar
        self.packs = packs
        self.examples = examples
    }

    /// The clause with those that bear on its results: what takes its place, and what it rests on.
    package func related(to clause: Clause, in pack: Pack) -> [Clause] {
        var wanted: Set<Clause.ID> = [clause.id]
        var waiting = [clause.id]
        let byID = Dictionary(pack.clauses.map { ($0.id, $0) }) { one, _ in one }
        while let id = waiting.popLast() {
            guard let one = byID[id] else { continue }
            var names = one.satisfiedBy.map(Self.distinct) ?? []
            names += one.arguments(of: .overrideLooserBy)
            names += pack.clauses.filter { $0.arguments(of: .replaces).contains(id) }.map(\.id)
            for name in one.appliesWhen.names {
                if case .clauseMissed(let missed)? = condition(name, pack)?.derivation { names += missed.clauses }
            }
            for name in names where wanted.insert(name).inserted { waiting.append(name) }
        }
        return pack.clauses.filter { wanted.contains($0.id) }
    }

    private func condition(_ name: String, _ pack: Pack) -> Condition? {
        pack.vocabulary.conditions[name] ?? library.vocabulary.conditions[name]
    }

    private static func distinct(_ requirement: Requirement) -> [Clause.ID] {
        switch requirement {
        case .event(let event): event.distinctFrom.map { [$0] } ?? []
        case .any(let parts, _), .all(let parts, _): parts.flatMap(distinct)
        }
    }

    /// What the engine finds for an example, the clauses as given.
    package func findings(_ example: Example, _ clauses: [Clause], _ pack: Pack) throws -> [Finding] {
        try engine(example, clauses, pack).findings(
            of: example.subject, in: example.record, asAt: example.asAt, now: London.end(of: example.asAt)
        ).filter { $0.clause == example.clause }
    }

    package func engine(_ example: Example, _ clauses: [Clause], _ pack: Pack) -> Engine {
        let parameters = Parameters(
            definitions: library.parameters, settings: example.parameters.mapValues { [$0] }, neverSupplied: example.neverSupplied
        )
        return Engine(
            for: clauses, pack: pack, vocabulary: library.vocabulary, parameters: parameters, calendar: calendar)
    }
}
