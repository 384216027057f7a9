/// Compiles the part of ECMA-262 regular expressions that needs no going back: anchored at both ends, characters, classes
/// and groups of plain alternatives, and counts on a character or class.
struct PatternCompiler {
    /// Why an expression is refused.
    struct Refusal: Error { let reason: String }

    private let source: [Unicode.Scalar]
    private var at = 0
    private var steps: [Pattern.Step] = []

    /// Characters with a meaning of their own, which stand for themselves only behind a backslash.
    private static let special: Set<Unicode.Scalar> = [
        "^", "$", "\\", ".", "*", "+", "?", "(", ")", "[", "]", "{", "}", "|",
    ]
    /// Times a character may be asked for at most.
    private static let countMost = 65_535

    static func compile(_ pattern: String) throws(Refusal) -> Pattern {
        var compiler = PatternCompiler(source: Array(pattern.unicodeScalars))
        try compiler.compile()
        try compiler.refuseGoingBack()
        return Pattern(steps: compiler.steps)
    }

    private init(source: [Unicode.Scalar]) { self.source = source }

    private mutating func compile() throws(Refusal) {
        guard take("^") else {
            throw Refusal(reason: "a pattern begins with ^ and ends with $, so that all of the text must fit")
        }
        while let next = peek {
            switch next {
            case "$":
                at += 1
                guard at == source.count else { throw Refusal(reason: "$ stands only at the end") }
                return
            case "(": try readGroup()
            case "[": try readCounted(try readClass())
            default: try readCounted(.init([try readCharacter()].map { $0.value...$0.value }))
            }
        }
        throw Refusal(reason: "a pattern ends with $, so that all of the text must fit")
    }

    private var peek: Unicode.Scalar? { at < source.count ? source[at] : nil }

    private mutating func take(_ expected: Unicode.Scalar) -> Bool {
        guard peek == expected else { return false }
        at += 1
        return true
    }

    private mutating func readCharacter() throws(Refusal) -> Unicode.Scalar {
        guard let next = peek else { throw Refusal(reason: "it ends too early") }
        at += 1
        guard next == "\\" else {
            guard !Self.special.contains(next) else {
                let hint =
                    next == "." ? "for any character write a class that says which" : "behind a backslash it stands for itself"
                throw Refusal(reason: "\"\(next)\" cannot stand here; \(hint)")
            }
            return next
        }
        guard let escaped = peek, Self.special.contains(escaped) || escaped == "/" || escaped == "-" else {
            throw Refusal(reason: "\"\\\(peek.map { String($0) } ?? "")\" is not implemented; write a class such as [0-9]")
        }
        at += 1
        return escaped
    }

    private mutating func readClass() throws(Refusal) -> CharacterSet {
        at += 1
        let isNegated = take("^")
        var ranges: [ClosedRange<UInt32>] = []
        while !take("]") {
            let first = try readClassCharacter()
            guard peek == "-", at + 1 < source.count, source[at + 1] != "]" else {
                ranges.append(first...first)
                continue
            }
            at += 1
            let last = try readClassCharacter()
            guard first <= last else { throw Refusal(reason: "a range of a class runs backwards") }
            ranges.append(first...last)
        }
        guard !ranges.isEmpty else { throw Refusal(reason: "a class is empty") }
        return CharacterSet(ranges, isNegated: isNegated)
    }

    private mutating func readClassCharacter() throws(Refusal) -> UInt32 {
        guard let next = peek else { throw Refusal(reason: "a class has no end") }
        if next == "\\" { return try readCharacter().value }
        guard next != "[" else { throw Refusal(reason: "\"[\" in a class needs a backslash") }
        at += 1
        return next.value
    }

    private mutating func readGroup() throws(Refusal) {
        at += 1
        var texts: [[UInt8]] = [[]]
        while !take(")") {
            if take("|") {
                texts.append([])
            } else {
                texts[texts.count - 1] += String(try readCharacter()).utf8
            }
        }
        guard !texts.contains([]) else { throw Refusal(reason: "an alternative is empty") }
        for (place, text) in texts.enumerated() {
            for other in texts[(place + 1)...] where text.starts(with: other) || other.starts(with: text) {
                let names = [text, other].map { String(decoding: $0, as: UTF8.self) }
                throw Refusal(reason: "of the alternatives \"\(names[0])\" and \"\(names[1])\" one begins with the other")
            }
        }
        if let next = peek, "?*+{".unicodeScalars.contains(next) {
            throw Refusal(reason: "a count on a group is not implemented; put it on a character or class")
        }
        steps.append(.oneOf(texts))
    }

    private mutating func readCounted(_ set: CharacterSet) throws(Refusal) {
        var (least, most) = (1, 1)
        switch peek {
        case "?": (least, most) = (0, 1)
        case "*": (least, most) = (0, .max)
        case "+": (least, most) = (1, .max)
        case "{":
            at += 1
            least = try readNumber()
            most = least
            if take(",") { most = peek == "}" ? .max : try readNumber() }
            guard peek == "}", least <= most else { throw Refusal(reason: "a count is written {2}, {2,} or {2,5}") }
        default:
            steps.append(.characters(set, least: 1, most: 1))
            return
        }
        at += 1
        if let next = peek, "?*+{".unicodeScalars.contains(next) {
            throw Refusal(reason: "only one count may follow a character or class")
        }
        steps.append(.characters(set, least: least, most: most))
    }

    private mutating func readNumber() throws(Refusal) -> Int {
        var number: Int?
        while let next = peek, ("0"..."9").contains(next), (number ?? 0) <= Self.countMost {
            number = (number ?? 0) * 10 + Int(next.value - 0x30)
            at += 1
        }
        guard let number, number <= Self.countMost else {
            throw Refusal(reason: "a count is a whole number of at most \(Self.countMost)")
        }
        return number
    }

    /// Taking as many characters as there are is right only if none of them could belong to what follows.
    private func refuseGoingBack() throws(Refusal) {
        for (place, step) in steps.enumerated() {
            guard case .characters(let set, let least, let most) = step, least != most else { continue }
            for next in steps[(place + 1)...] {
                let (first, mayBeAbsent) = Self.beginning(next)
                guard !set.overlaps(first) else {
                    throw Refusal(
                        reason: "a character could belong to the part with a count or to what follows it; make the two differ")
                }
                if !mayBeAbsent { break }
            }
        }
    }

    private static func beginning(_ step: Pattern.Step) -> (CharacterSet, mayBeAbsent: Bool) {
        switch step {
        case .characters(let set, let least, _): (set, least == 0)
        case .oneOf(let texts):
            (
                .init(texts.compactMap { String(decoding: $0, as: UTF8.self).unicodeScalars.first }.map { $0.value...$0.value }),
                false
            )
        }
    }
}
