internal import YAML

/// Clauses and conditions that wait for one another.
extension PackReader {
    /// What needs the result of what.
    private enum Knot: Hashable {
        case condition(String)
        case clause(Clause.ID)

        var words: String {
            switch self {
            case .condition(let name): "the condition \(name)"
            case .clause(let id): "the clause \(id)"
            }
        }
    }

    /// Faults for each loop among the clauses of a pack and the conditions that may be used.
    mutating func checkLoops(_ placed: [PlacedClause]) {
        var needs: [Knot: [Knot]] = [:]
        var marks: [Knot: Mark] = [:]
        for (name, condition) in conditions {
            marks[.condition(name)] = conditionPlaces[name]
            switch condition.derivation {
            case .expression(let expression): needs[.condition(name)] = expression.names.map { .condition($0) }
            case .clauseMissed(let missed): needs[.condition(name)] = missed.clauses.map { .clause($0) }
            default: break
            }
        }
        for item in placed {
            let knot = Knot.clause(item.clause.id)
            marks[knot] = item.mark
            needs[knot, default: []] += item.clause.appliesWhen.names.map { .condition($0) }
            for alternative in item.clause.trigger?.alternatives ?? [] {
                needs[knot, default: []] += (alternative.notDuring?.names ?? []).map { .condition($0) }
            }
            needs[knot, default: []] += (item.clause.satisfiedBy?.events ?? []).compactMap(\.distinctFrom).map { .clause($0) }
            needs[knot, default: []] += item.clause.arguments(of: .overrideLooserBy).map { .clause($0) }
            // What is replaced waits for what replaces it.
            for id in item.clause.arguments(of: .replaces) { needs[.clause(id), default: []].append(knot) }
        }
        report(needs, marks)
    }

    private mutating func report(_ needs: [Knot: [Knot]], _ marks: [Knot: Mark]) {
        var done: Set<Knot> = []
        let order = needs.keys.sorted { $0.words < $1.words }
        for start in order where !done.contains(start) {
            // Depth first without recursion: each knot on the path, and how many of its needs have been followed.
            var path: [(knot: Knot, next: Int)] = [(start, 0)]
            while let last = path.last {
                let wanted = needs[last.knot] ?? []
                guard last.next < wanted.count else {
                    done.insert(last.knot)
                    path.removeLast()
                    continue
                }
                path[path.count - 1].next += 1
                let knot = wanted[last.next]
                if let first = path.firstIndex(where: { $0.knot == knot }) {
                    let loop = path[first...].map(\.knot)
                    let mark = loop.compactMap { marks[$0] }.min() ?? Mark(line: 1, column: 1)
                    let words = (loop + [knot]).map(\.words).joined(separator: " needs ")
                    fault(mark, "This is a loop, so no order can work it out: \(words).")
                } else if !done.contains(knot) {
                    path.append((knot, 0))
                }
            }
        }
    }
}
