/// Reads `a and not (b or c)`.
///
/// `not` binds tighter than `and`, `and` tighter than `or`.
struct ExpressionReader {
    private let words: [Substring]
    private var at = 0

    /// Why an expression cannot be read, as a sentence.
    struct Trouble: Error {
        let message: String
    }

    private init(_ text: String) {
        var words: [Substring] = []
        for part in text.split(whereSeparator: { $0 == " " || $0 == "\n" || $0 == "\t" }) {
            var rest = part
            while let bracket = rest.firstIndex(where: { $0 == "(" || $0 == ")" }) {
                if bracket > rest.startIndex { words.append(rest[..<bracket]) }
                words.append(rest[bracket...bracket])
                rest = rest[rest.index(after: bracket)...]
            }
            if !rest.isEmpty { words.append(rest) }
        }
        self.words = words
    }

    static func read(_ text: String) throws(Trouble) -> StateExpression {
        var reader = ExpressionReader(text)
        let expression = try reader.alternatives(depth: 0)
        guard reader.at == reader.words.count else {
            throw Trouble(message: "Nothing more was expected at \"\(reader.words[reader.at])\"; join conditions with and, or.")
        }
        return expression
    }

    /// Brackets within one another.
    private static let depthLimit = 16

    private mutating func alternatives(depth: Int) throws(Trouble) -> StateExpression {
        var parts = [try conjunction(depth: depth)]
        while take("or") { parts.append(try conjunction(depth: depth)) }
        return parts.count == 1 ? parts[0] : .or(parts.flatMap(\.alternatives))
    }

    private mutating func conjunction(depth: Int) throws(Trouble) -> StateExpression {
        var parts = [try term(depth: depth)]
        while take("and") { parts.append(try term(depth: depth)) }
        return parts.count == 1 ? parts[0] : .and(parts.flatMap(\.conjuncts))
    }

    private mutating func term(depth: Int) throws(Trouble) -> StateExpression {
        guard depth < Self.depthLimit else { throw Trouble(message: "Brackets stand more than \(Self.depthLimit) deep.") }
        if take("not") { return .not(try term(depth: depth + 1)) }
        if take("(") {
            let inner = try alternatives(depth: depth + 1)
            guard take(")") else { throw Trouble(message: "A bracket is not closed.") }
            return inner
        }
        guard at < words.count, !["and", "or", ")"].contains(words[at]) else {
            throw Trouble(
                message: "The name of a condition is missing\(at < words.count ? " before \"\(words[at])\"" : " at the end").")
        }
        defer { at += 1 }
        return .condition(String(words[at]))
    }

    private mutating func take(_ word: Substring) -> Bool {
        guard at < words.count, words[at] == word else { return false }
        at += 1
        return true
    }
}

extension StateExpression {
    fileprivate var alternatives: [StateExpression] {
        if case .or(let parts) = self { parts } else { [self] }
    }

    fileprivate var conjuncts: [StateExpression] {
        if case .and(let parts) = self { parts } else { [self] }
    }
}

extension StateExpression {
    /// Reads an expression as packs write it; nil where it is none.
    public init?(_ text: String) {
        guard let expression = try? ExpressionReader.read(text) else { return nil }
        self = expression
    }
}
