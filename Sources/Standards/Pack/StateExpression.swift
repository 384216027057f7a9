/// Conditions joined by `and`, `or` and `not`: the states in which a clause applies.
public indirect enum StateExpression: Hashable, Sendable {
    /// The condition of this name holds.
    case condition(String)
    case not(StateExpression)
    /// At least two, none of them an `and`.
    case and([StateExpression])
    /// At least two, none of them an `or`.
    case or([StateExpression])

    /// The conditions named, in the order of the text, each as often as it stands there.
    public var names: [String] {
        switch self {
        case .condition(let name): [name]
        case .not(let inner): inner.names
        case .and(let parts), .or(let parts): parts.flatMap(\.names)
        }
    }

    /// Whether the expression holds where `holds` tells which conditions do.
    public func evaluate(_ holds: (String) -> Bool) -> Bool {
        switch self {
        case .condition(let name): holds(name)
        case .not(let inner): !inner.evaluate(holds)
        case .and(let parts): parts.allSatisfy { $0.evaluate(holds) }
        case .or(let parts): parts.contains { $0.evaluate(holds) }
        }
    }
}

extension StateExpression: CustomStringConvertible {
    /// The expression as it is written in a pack.
    public var description: String {
        switch self {
        case .condition(let name): name
        case .not(.condition(let name)): "not \(name)"
        case .not(let inner): "not (\(inner))"
        case .or(let parts): parts.map(\.description).joined(separator: " or ")
        case .and(let parts):
            parts.map { part in
                if case .or = part { "(\(part))" } else { part.description }
            }.joined(separator: " and ")
        }
    }
}
