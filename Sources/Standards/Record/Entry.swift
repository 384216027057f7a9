import Events
import JSON

/// One event as the rules see it. A class, though it never changes: it is handed on many times for each clause, and that
/// should cost one reference, not four.
final class Entry {
    /// The event's place in the record it is of.
    let index: Int
    let position: Position
    /// Its number in ``TypeNames``.
    let type: Int
    let when: When
    /// By what it is put in order: the moment, or the start of the day, month or year it is known to fall in.
    let order: Int64
    /// The children it concerns; empty for every child.
    let children: [Int]
    let reach: Reach
    /// Nil where the data has been erased.
    let data: JSONValue?
    /// Whether its source is known never to supply some fields.
    let hasGaps: Bool

    /// How an event comes to be in the record of a subject.
    enum Reach: Equatable {
        /// It is about the subject, or names it.
        case own
        /// The worker concerned did it, on another subject.
        case doneBySubject
        /// It is about another subject; only sets that run over cases see it.
        case foreign
    }

    init(
        index: Int, position: Position, type: Int, when: When, order: Int64, children: [Int], reach: Reach, data: JSONValue?,
        hasGaps: Bool
    ) {
        self.index = index
        self.position = position
        self.type = type
        self.when = when
        self.order = order
        self.children = children
        self.reach = reach
        self.data = data
        self.hasGaps = hasGaps
    }

    /// The same event at a moment that is known.
    convenience init(_ other: Entry, at moment: Int64) {
        self.init(
            index: other.index, position: other.position, type: other.type, when: When(lo: moment, hi: moment), order: moment,
            children: other.children, reach: other.reach, data: other.data, hasGaps: other.hasGaps)
    }

    /// Whether it concerns `child`; any does where `child` is negative.
    func concerns(_ child: Int) -> Bool { child < 0 || children.isEmpty || children.contains(child) }

    /// Whether some child is concerned by both.
    func shares(childrenOf other: Entry) -> Bool {
        children.isEmpty || other.children.isEmpty || children.contains { other.children.contains($0) }
    }

    subscript(_ field: String) -> JSONValue? {
        guard let value = data?[field], !value.isNull else { return nil }
        return value
    }
}

extension JSONValue {
    /// Whether there is something: a text or a list of nothing but space is nothing.
    var isFilled: Bool {
        switch kind {
        case .null: false
        case .string: !isBlank
        case .array: elements.contains(where: \.isFilled)
        default: true
        }
    }

    /// Whether a string holds nothing but space.
    private var isBlank: Bool {
        guard let first = text.dropFirst().dropLast().first(where: { $0 != UInt8(ascii: " ") }) else { return true }
        // Space may also be written as an escape, or be one of Unicode's.
        guard first == UInt8(ascii: "\\") || first >= 0x80 else { return false }
        return string?.allSatisfy(\.isWhitespace) ?? true
    }

    /// Whether it says `word`, or is a person or thing with that id or name.
    func names(_ word: String) -> Bool {
        switch kind {
        case .string: says(word)
        case .object: self["id"]?.says(word) == true || self["name"]?.says(word) == true
        default: false
        }
    }
}
