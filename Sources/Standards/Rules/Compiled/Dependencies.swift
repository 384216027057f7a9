/// Which clauses rest on the results of which others, and an order in which each comes after those.
struct Dependencies {
    /// Places of the clauses. In a loop (which the reading of packs refuses) the order of the pack decides.
    private(set) var order: [Int] = []
    /// Of each clause, itself and all it rests on, straight or by way of others.
    private(set) var needs: [Set<Int>] = []
    /// Of each clause, those among them of which it matters by what they were met, not only when they apply.
    private(set) var answers: [Set<Int>] = []

    init(_ clauses: [CompiledClause], _ conditions: [CompiledCondition]) {
        var state = [UInt8](repeating: 0, count: clauses.count)
        var order: [Int] = []
        var needs = clauses.indices.map { Set([$0]) }
        var answers = clauses.indices.map { _ in Set<Int>() }
        func visit(_ number: Int) {
            guard state[number] == 0 else { return }
            state[number] = 1
            let answering = Self.answers(for: clauses[number], conditions)
            for other in clauses[number].replacedBy + answering where other != number {
                visit(other)
                needs[number].formUnion(needs[other])
                answers[number].formUnion(answers[other])
            }
            for other in answering where other != number { answers[number].formUnion(needs[other]) }
            order.append(number)
        }
        for number in clauses.indices { visit(number) }
        self.order = order
        self.needs = needs
        self.answers = answers
    }

    /// The clauses whose answers bear on one: they may not be used again, or whether it applies hangs on whether they were met.
    private static func answers(for clause: CompiledClause, _ conditions: [CompiledCondition]) -> [Int] {
        var found: [Int] = []
        for event in clause.requirement?.events ?? [] {
            if let other = event.distinctFrom { found.append(other) }
        }
        var seen: Set<Int> = []
        func look(_ expression: Expression) {
            switch expression {
            case .always, .never: break
            case .not(let inner): look(inner)
            case .and(let parts), .or(let parts): parts.forEach(look)
            case .condition(let number):
                guard seen.insert(number).inserted else { return }
                switch conditions[number].derivation {
                case .clauseMissed(let clauses, _): found += clauses
                case .expression(let inner): look(inner)
                default: break
                }
            }
        }
        look(clause.applies)
        for trigger in clause.triggers { trigger.notDuring.map(look) }
        return found
    }
}
