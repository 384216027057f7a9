import Events
import JSON

/// Narrative that was seen before: the same words in a later-told event of the same subject, as when a note is copied
/// from an earlier visit.
///
/// Compared are the letters and digits alone, so that other spacing or punctuation hides nothing. An event that corrects
/// another, or says again what another source said, repeats it by its nature and is not marked.
struct CopiedText: Sendable {
    /// Characters a text must have: shorter ones ("No change since last visit") repeat by themselves.
    static let length = 80
    /// Letters and digits from the start of a text by which candidates are found.
    private static let opening = 48
    /// Texts with one opening that a further one is compared with.
    private static let candidates = 16

    /// By index: the first-told event with the same text.
    private(set) var sameTextAs: [Int: Int] = [:]

    private struct Text {
        let index: Int
        let range: Range<Int>
        /// The text before it with the same opening; nil where it is the first.
        let previous: Int?
    }

    init(_ record: Record, _ accounts: Accounts) {
        var texts: [Text] = []
        var latest: [UInt64: Int] = [:]
        for index in record.byTelling where record.briefs[index].isOwn && record.briefs[index].hasData {
            guard let data = record.events[index].data else { continue }
            // Two bytes for the quotes.
            for range in data.strings(ofAtLeast: Self.length + 2) {
                let previous = latest.updateValue(texts.count, forKey: Self.key(data.text[range]))
                let text = Text(index: index, range: range, previous: previous)
                texts.append(text)
                guard sameTextAs[index] == nil, accounts.restates[index] == nil else { continue }
                sameTextAs[index] = Self.source(of: text, among: texts, record).map { sameTextAs[$0] ?? $0 }
            }
        }
    }

    /// The event that a text was copied from: the latest of those told before it.
    private static func source(of text: Text, among texts: [Text], _ record: Record) -> Int? {
        var earlier = text.previous.map { texts[$0] }
        for _ in 0..<candidates {
            guard let candidate = earlier else { break }
            if candidate.index != text.index, areSame(candidate, text, record), isNarrative(candidate, record),
                !corrects(text.index, candidate.index, record)
            {
                return candidate.index
            }
            earlier = candidate.previous.map { texts[$0] }
        }
        return nil
    }

    /// Whether a text is long enough in characters, and of several words, as a long reference is not.
    private static func isNarrative(_ text: Text, _ record: Record) -> Bool {
        guard let text = record.events[text.index].data?.text[text.range] else { return false }
        // Whatever does not continue a character begins one; the quotes are two.
        return text.lazy.filter { $0 & 0xC0 != 0x80 }.count >= length + 2 && text.lazy.filter { $0 == 0x20 }.count >= 4
    }

    private static func isKept(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x80...0xFF: true
        default: false
        }
    }

    /// The byte, as a small letter where it is a capital of ASCII.
    private static func small(_ byte: UInt8) -> UInt8 { (0x41...0x5A).contains(byte) ? byte | 0x20 : byte }

    /// FNV-1a of the first letters (ASCII ones small) and digits.
    private static func key(_ text: ArraySlice<UInt8>) -> UInt64 {
        var hash: UInt64 = 0xCBF2_9CE4_8422_2325
        var left = opening
        let text = text.span
        for at in text.indices where isKept(text[at]) {
            hash = (hash ^ UInt64(small(text[at]))) &* 0x0000_0100_0000_01B3
            left -= 1
            if left == 0 { break }
        }
        return hash
    }

    /// Whether two texts have the same letters and digits.
    private static func areSame(_ a: Text, _ b: Text, _ record: Record) -> Bool {
        guard let one = record.events[a.index].data?.text[a.range], let two = record.events[b.index].data?.text[b.range] else {
            return false
        }
        let (first, second) = (one.span, two.span)
        var (here, there) = (0, 0)
        while true {
            while here < first.count, !isKept(first[here]) { here += 1 }
            while there < second.count, !isKept(second[there]) { there += 1 }
            guard here < first.count, there < second.count else { return here == first.count && there == second.count }
            guard small(first[here]) == small(second[there]) else { return false }
            here += 1
            there += 1
        }
    }

    /// Whether one of the two corrects or restates the other, directly or through others that do.
    private static func corrects(_ a: Int, _ b: Int, _ record: Record) -> Bool {
        func origin(_ index: Int) -> Int { record.follow(index) { record.correction($0).putsRight.first?.index } }
        return origin(a) == origin(b)
    }
}
