public import Events
import JSON

/// One reason for which events of a type belong in a chronology.
public struct SignificanceRule: Sendable {
    /// Why such an event matters, in a sentence.
    public let because: String
    /// Fields that must have, or contain, one of these values; without any the rule fits every event of the type.
    private let conditions: [(field: String, values: [JSONValue])]

    init(where conditions: JSONValue?, because: String) {
        self.because = because
        self.conditions =
            conditions?.members.compactMap { member in
                guard let field = member.key.string else { return nil }
                return (field, member.value.kind == .array ? Array(member.value.elements) : [member.value])
            } ?? []
    }

    /// Whether the event meets every condition.
    public func fits(_ event: Event) -> Bool {
        conditions.allSatisfy { condition in
            guard let actual = event[condition.field] else { return false }
            return condition.values.contains { wanted in
                actual.kind == .array
                    ? actual.elements.contains { $0.sameContent(as: wanted) } : actual.sameContent(as: wanted)
            }
        }
    }
}
