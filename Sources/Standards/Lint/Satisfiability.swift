extension StateExpression {
    /// Whether some record could make the expression hold.
    ///
    /// Conditions made of others are taken apart. Ages and the phases of one arrangement are tried at each of their bounds;
    /// every other condition is taken to hold or not as it likes.
    func canHold(given conditions: [String: Condition]) -> Bool {
        var search = StateSearch(conditions: conditions)
        let plain = search.expanded(self, depth: 0)
        return search.canHold(plain)
    }
}

/// Tries the ways in which conditions can hold.
private struct StateSearch {
    let conditions: [String: Condition]

    /// Conditions made of others within one another; deeper ones are a loop, which is told elsewhere.
    private static let depthLimit = 16
    /// Free conditions up to which all combinations are tried.
    private static let freeLimit = 12

    /// The expression with every condition that is made of others taken apart.
    func expanded(_ expression: StateExpression, depth: Int) -> StateExpression {
        guard depth < Self.depthLimit else { return expression }
        switch expression {
        case .condition(let name):
            guard case .expression(let inner)? = conditions[name]?.derivation else { return expression }
            return expanded(inner, depth: depth + 1)
        case .not(let inner): return .not(expanded(inner, depth: depth))
        case .and(let parts): return .and(parts.map { expanded($0, depth: depth) })
        case .or(let parts): return .or(parts.map { expanded($0, depth: depth) })
        }
    }

    mutating func canHold(_ expression: StateExpression) -> Bool {
        let names = Set(expression.names).sorted()
        let scales = Scale.scales(of: names.compactMap { conditions[$0] })
        let free = names.filter { name in !scales.contains { $0.bands[name] != nil } && conditions[name]?.derivation != .always }
        guard free.count <= Self.freeLimit else { return true }
        return combinations(of: scales).contains { scaled in
            (0..<1 << free.count).contains { bits in
                expression.evaluate { name in
                    if let holds = scaled[name] { return holds }
                    guard let index = free.firstIndex(of: name) else { return true }
                    return bits & (1 << index) != 0
                }
            }
        }
    }

    /// What holds at each combination of points on the scales.
    private func combinations(of scales: [Scale]) -> [[String: Bool]] {
        scales.reduce([[:]]) { made, scale in
            made.flatMap { known in scale.answers.map { known.merging($0) { $1 } } }
        }
    }
}

/// A quantity that several conditions cut into bands: a child's age, or the time since one kind of event.
private struct Scale {
    /// By condition: from inclusive, to exclusive.
    var bands: [String: (from: Double, to: Double)] = [:]

    /// What holds at each point where something changes, and before the first.
    var answers: [[String: Bool]] {
        let points = Set([-1] + bands.values.map(\.from) + bands.values.map(\.to).filter(\.isFinite))
        return points.sorted().map { point in bands.mapValues { $0.from <= point && point < $0.to } }
    }

    static func scales(of conditions: [Condition]) -> [Scale] {
        var ages = Scale()
        var phases: [Moment: Scale] = [:]
        for condition in conditions {
            switch condition.derivation {
            case .age(let band):
                guard case .years(let from) = band.from else { continue }
                if case .parameter = band.to { continue }
                var to = Double.infinity
                if case .years(let years)? = band.to { to = Double(years) }
                ages.bands[condition.name] = (Double(from), to)
            case .phase(let phase):
                var to = Double.infinity
                switch phase.to {
                case .parameter: continue
                case .span(let span): to = span.roughDays
                case nil: break
                }
                phases[phase.since, default: Scale()].bands[condition.name] = (phase.from.roughDays, to)
            default: continue
            }
        }
        return [ages] + phases.values
    }
}

extension Span {
    /// Days, near enough to tell which of two lengths is the longer.
    fileprivate var roughDays: Double {
        switch unit {
        case .sameDay: 0
        case .hours: Double(value) / 24
        case .days: Double(value)
        case .workingDays: Double(value) * 7 / 5
        case .weeks: Double(value) * 7
        case .months: Double(value) * 365.25 / 12
        case .schoolTerms: Double(value) * 365.25 / 3
        case .years: Double(value) * 365.25
        }
    }
}
