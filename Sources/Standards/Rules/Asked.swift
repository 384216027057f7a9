import Events

/// Which clauses an engine is asked about.
struct Asked {
    /// Places of those whose findings are told, in the order of the clauses.
    let told: [Int]
    /// These and all that their results rest on, each after what it rests on.
    let judged: [Int]

    /// - Parameter selection: those that are asked about, of those that can be about such a subject.
    init(_ engine: Engine, about kind: Subject.Kind, _ selection: Engine.Selection) {
        func isAbout(_ number: Int) -> Bool { engine.clauses[number].subject == kind }
        told = engine.clauses.indices.filter { isAbout($0) && selection.holds(engine.clauses[$0]) }
        let needed = told.reduce(into: Set<Int>()) { $0.formUnion(engine.needs[$1]) }
        judged = engine.order.filter { needed.contains($0) && isAbout($0) }
    }

    /// Some clauses, by their places.
    init(_ engine: Engine, _ numbers: [Int]) {
        told = numbers
        let needed = numbers.reduce(into: Set<Int>()) { $0.formUnion(engine.needs[$1]) }
        let kinds = Set(numbers.map { engine.clauses[$0].subject })
        judged = engine.order.filter { needed.contains($0) && kinds.contains(engine.clauses[$0].subject) }
    }
}
