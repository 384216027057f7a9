import Spans

/// Where the members of a header stand in its bytes, if these are ASCII without escapes: a quote is then always the end of a text, or
/// its beginning.
struct PlainMembers {
    private var ranges = InlineArray<24, Range<Int32>>(repeating: 0..<0)

    /// Nil for what is no header, or none that is plain.
    init?(_ header: Span<UInt8>) {
        guard header.count <= HeaderDraft.lengthLimit, let quotes = quotesInPlainText(header) else { return nil }
        let names = QuotedNames.all
        let written = names.bytes.span
        var at = 0
        var name = 0
        var members = 0
        while at < header.count {
            guard header[at] == (members == 0 ? UInt8(ascii: "{") : UInt8(ascii: ",")) else { break }
            at += 1
            while name < HeaderName.count, !Self.stands(written.extracting(names.range(name)), in: header, at: at) { name += 1 }
            guard name < HeaderName.count else { return nil }
            let start = at + names.range(name).count
            var end = start + names.usualLengths[name]
            // Where it has another length it may end in the midst of what follows, or have a quote within: then the members do not
            // account for all quotes.
            if end == start || end >= header.count || header[end] != UInt8(ascii: "\"") {
                guard let quote = firstPlace(of: UInt8(ascii: "\""), in: header, from: start) else { return nil }
                end = quote
            }
            ranges[name] = Int32(start)..<Int32(end)
            at = end + 1
            name += 1
            members += 1
        }
        guard at == header.count - 1, header[at] == UInt8(ascii: "}"), members > 0, quotes == 4 * members else { return nil }
    }

    /// Where a text stands without its quotes; nil where there is none.
    func range(_ name: HeaderName) -> Range<Int>? {
        let range = ranges[name.rawValue]
        return range.lowerBound == 0 ? nil : Int(range.lowerBound)..<Int(range.upperBound)
    }

    private static func stands(_ name: Span<UInt8>, in header: Span<UInt8>, at start: Int) -> Bool {
        // All begin with a quote, and few with the same letter behind it.
        guard header.count - start >= name.count, header[start + 1] == name[1] else { return false }
        return isSame(header.extracting(start..<start + name.count), name)
    }
}

/// The names of members as they stand in a header: the quotes around each, then the colon and the quote that begins its text.
struct QuotedNames: Sendable {
    static let all = QuotedNames()

    /// One behind the other.
    let bytes: [UInt8]
    /// Bytes of each member's text where these are always the same in what the ledger writes; 0 where they are not.
    let usualLengths: [Int]
    private let starts: [Int]

    private init() {
        var bytes: [UInt8] = []
        var starts = [0]
        for name in HeaderName.allCases {
            bytes += Array("\"\(name)\":\"".utf8)
            starts.append(bytes.count)
        }
        self.bytes = bytes
        self.starts = starts
        usualLengths = HeaderName.allCases.map(Self.usualLength)
    }

    func range(_ name: Int) -> Range<Int> { starts[name]..<starts[name + 1] }

    private static func usualLength(_ name: HeaderName) -> Int {
        switch name {
        case .attributesdigest, .datadigest: 64
        case .recordedtime: 27
        case .sequence: 20
        case .specversion: 3
        default: 0
        }
    }
}

extension HeaderName {
    static let count = allCases.count
}
