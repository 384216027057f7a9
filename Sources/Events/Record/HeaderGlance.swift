/// A header that is in the form the ledger writes beyond doubt, found so in one pass over its bytes that makes nothing of them.
///
/// A check of a whole ledger reads every header, and nearly all are plain: ASCII without escapes. What the glance does not take may
/// be right all the same, or wrong: `Header` and `HeaderDraft` say which, and why. What it takes they take, and to the same effect.
package struct HeaderGlance: Sendable {
    package let recordedTime: Instant
    // Where texts stand, without their quotes.
    package let id: Range<Int>
    package let source: Range<Int>
    package let subject: Range<Int>
    package let dataDigest: Range<Int>
    /// Nil where nothing but the data is sealed.
    package let attributesDigest: Range<Int>?

    /// - Parameter position: the one it must be of.
    package init?(_ header: Span<UInt8>, at position: Position) {
        guard let members = PlainMembers(header),
            let version = members.range(.specversion), Self.isVersion(header.extracting(version)),
            let sequence = members.range(.sequence), Self.isSequence(header.extracting(sequence), of: position),
            let time = members.range(.time), Instant(header.extracting(time)) != nil,
            let recorded = members.range(.recordedtime), let recordedTime = Self.fixedWidth(header.extracting(recorded)),
            let id = members.range(.id), let source = members.range(.source), let subject = members.range(.subject),
            let dataDigest = members.range(.datadigest), isDigest(header.extracting(dataDigest)),
            members.range(.postedby) != nil, members.range(.type) != nil,
            Self.isSubject(header, subject)
        else { return nil }
        if let entered = members.range(.enteredtime), Instant(header.extracting(entered)) == nil { return nil }
        if let precision = members.range(.timeprecision), !Self.isPrecision(header.extracting(precision)) { return nil }
        if let concerns = members.range(.concerns), !Self.areSubjects(header, concerns) { return nil }
        let attributesDigest = members.range(.attributesdigest)
        if let attributesDigest, !isDigest(header.extracting(attributesDigest)) { return nil }
        self.recordedTime = recordedTime
        self.id = id
        self.source = source
        self.subject = subject
        self.dataDigest = dataDigest
        self.attributesDigest = attributesDigest
    }

    private static func isVersion(_ text: Span<UInt8>) -> Bool {
        text.count == 3 && text[0] == UInt8(ascii: "1") && text[1] == UInt8(ascii: ".") && text[2] == UInt8(ascii: "0")
    }

    /// Whether 20 digits say the position.
    private static func isSequence(_ text: Span<UInt8>, of position: Position) -> Bool {
        guard text.count == 20 else { return false }
        var rest = position.rawValue
        for at in stride(from: 19, through: 0, by: -1) {
            guard text[at] == UInt8(ascii: "0") + UInt8(truncatingIfNeeded: rest % 10) else { return false }
            rest /= 10
        }
        return true
    }

    /// A time as `Instant.fixedWidth` writes it.
    private static func fixedWidth(_ text: Span<UInt8>) -> Instant? {
        guard text.count == 27, text[10] == UInt8(ascii: "T"), text[19] == UInt8(ascii: "."), text[26] == UInt8(ascii: "Z"),
            // A leap second would be written as the second behind it.
            text[17] < UInt8(ascii: "6")
        else { return nil }
        return Instant(text)
    }

    private static func isPrecision(_ text: Span<UInt8>) -> Bool {
        TimePrecision.allCases.contains { precision in
            let word = precision.rawValue.utf8
            return word.count == text.count && zip(word, 0...).allSatisfy { text[$1] == $0 }
        }
    }

    /// Whether a text is one subject.
    private static func isSubject(_ header: Span<UInt8>, _ text: Range<Int>) -> Bool {
        guard let kind = kindLength(header, text) else { return false }
        let start = text.lowerBound + kind
        guard (1...Subject.refLength).contains(text.upperBound - start) else { return false }
        for at in start..<text.upperBound where !Subject.isAllowed(header[at]) { return false }
        return true
    }

    /// Bytes of the kind that a subject's text begins with and the mark behind it.
    private static func kindLength(_ header: Span<UInt8>, _ text: Range<Int>) -> Int? {
        for kind in Subject.Kind.allCases {
            let word = kind.rawValue.utf8
            guard text.count > word.count, header[text.lowerBound + word.count] == UInt8(ascii: "/"),
                zip(word, text).allSatisfy({ header[$1] == $0 })
            else { continue }
            return word.count + 1
        }
        return nil
    }

    /// Whether a text is subjects with commas between them.
    private static func areSubjects(_ header: Span<UInt8>, _ text: Range<Int>) -> Bool {
        var start = text.lowerBound
        for at in text where header[at] == UInt8(ascii: ",") {
            guard isSubject(header, start..<at) else { return false }
            start = at + 1
        }
        return isSubject(header, start..<text.upperBound)
    }
}
