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
        /// The text before it with the same opening; -1 where it is the first.
        var previous = -1
    }

    init(_ record: Record, _ accounts: Accounts) {
        var texts: [Text] = []
        var latest: [UInt64: Int] = [:]
        for index in record.byTelling where record.briefs[index].isOwn && record.briefs[index].hasData {
            guard let data = record.events[index].data else { continue }
            // Two bytes for the quotes.
            for range in data.strings(ofAtLeast: Self.length + 2) {
                var text = Text(index: index, range: range)
                let key = Self.key(data.text[range])
                text.previous = latest.updateValue(texts.count, forKey: key) ?? -1
                texts.append(text)
                var at = text.previous
                var left = Self.candidates
                var found: Int?
                while at >= 0, left > 0 {
                    let earlier = texts[at]
                    if earlier.index != index, Self.areSame(earlier, text, record),
                        !Self.corrects(index, earlier.index, record)
                    {
                        // The chain leads backwards; an earlier mark leads to the first.
                        found = sameTextAs[earlier.index] ?? earlier.index
                        break
                    }
                    at = earlier.previous
                    left -= 1
                }
                if let found, sameTextAs[index] == nil, accounts.restates[index] == nil { sameTextAs[index] = found }
            }
        }
    }

    private static func isKept(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x80...0xFF: true
        default: false
        }
    }

    /// FNV-1a of the first letters (ASCII ones small) and digits.
    private static func key(_ text: ArraySlice<UInt8>) -> UInt64 {
        var hash: UInt64 = 0xCBF2_9CE4_8422_2325
        var left = opening
        let text = text.span
        for at in text.indices where isKept(text[at]) {
            let byte = text[at] >= 0x41 && text[at] <= 0x5A ? text[at] | 0x20 : text[at]
            hash = (hash ^ UInt64(byte)) &* 0x0000_0100_0000_01B3
            left -= 1
            if left == 0 { break }
        }
        return hash
    }

    /// Whether two texts have the same letters and digits, and are narrative: long enough in characters, and of several
    /// words, as a long reference is not.
    private static func areSame(_ a: Text, _ b: Text, _ record: Record) -> Bool {
        guard let one = record.events[a.index].data?.text[a.range], let two = record.events[b.index].data?.text[b.range] else {
            return false
        }
        guard one.lazy.filter({ $0 & 0xC0 != 0x80 }).count >= length + 2, one.lazy.filter({ $0 == 0x20 }).count >= 4 else {
            return false
        }
        func letters(_ text: ArraySlice<UInt8>) -> [UInt8] {
            text.filter(isKept).map { $0 >= 0x41 && $0 <= 0x5A ? $0 | 0x20 : $0 }
        }
        return one == two || letters(one) == letters(two)
    }

    /// Whether one of the two corrects or restates the other, directly or through others that do.
    private static func corrects(_ a: Int, _ b: Int, _ record: Record) -> Bool {
        func origin(_ index: Int) -> Int { record.follow(index) { record.correction($0).putsRight.first?.index } }
        return origin(a) == origin(b)
    }
}
