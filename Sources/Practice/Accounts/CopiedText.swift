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

    /// By index: the first-told event with the same text.
    private(set) var sameTextAs: [Int: Int] = [:]

    init(_ record: Record, _ accounts: Accounts) {
        var first: [UInt64: (index: Int, text: [UInt8])] = [:]
        let own = record.events.indices.filter { record.isOwn($0) && record.events[$0].data != nil }
            .map { (index: $0, told: record.events[$0].header.enteredOrRecorded) }
            .sorted { $0.told != $1.told ? $0.told < $1.told : $0.index < $1.index }
        for (index, _) in own {
            guard let data = record.events[index].data else { continue }
            Self.visit(data) { text in
                var words: [UInt8] = []
                let hash = Self.reduce(text, to: &words)
                guard let earlier = first[hash] else {
                    first[hash] = (index, words)
                    return
                }
                if earlier.index != index, sameTextAs[index] == nil, earlier.text == words,
                    accounts.restates[index] == nil, !Self.corrects(index, earlier.index, record)
                {
                    sameTextAs[index] = earlier.index
                }
            }
        }
    }

    /// Calls `body` with the bytes between the quotes of each text long enough.
    private static func visit(_ value: JSONValue, _ body: (ArraySlice<UInt8>) -> Void) {
        switch value.kind {
        case .string:
            let text = value.text
            guard text.count >= length + 2 else { return }
            let inner = text.dropFirst().dropLast()
            if isNarrative(inner) { body(inner) }
        case .array: for element in value.elements { visit(element, body) }
        case .object: for member in value.members { visit(member.value, body) }
        default: return
        }
    }

    /// Enough characters, and more than one word: a long reference is no narrative.
    private static func isNarrative(_ text: ArraySlice<UInt8>) -> Bool {
        var count = 0
        var spaces = 0
        for byte in text {
            if byte & 0xC0 != 0x80 { count += 1 }
            if byte == 0x20 { spaces += 1 }
        }
        return count >= length && spaces >= 4
    }

    /// Letters (ASCII ones small) and digits of a text as JSON writes it; FNV-1a of them.
    private static func reduce(_ text: ArraySlice<UInt8>, to words: inout [UInt8]) -> UInt64 {
        words.reserveCapacity(text.count)
        var hash: UInt64 = 0xCBF2_9CE4_8422_2325
        for byte in text {
            let letter = byte | 0x20
            let kept: UInt8
            switch byte {
            case 0x30...0x39, 0x80...0xFF: kept = byte
            default:
                guard letter >= 0x61, letter <= 0x7A else { continue }
                kept = letter
            }
            words.append(kept)
            hash = (hash ^ UInt64(kept)) &* 0x0000_0100_0000_01B3
        }
        return hash
    }

    /// Whether one of the two corrects or restates the other, directly or through others that do.
    private static func corrects(_ a: Int, _ b: Int, _ record: Record) -> Bool {
        func origin(_ index: Int) -> Int {
            var at = index
            var steps = 0
            while steps < record.events.count, let next = record.ties[at].corrects.first?.index, next != at {
                at = next
                steps += 1
            }
            return at
        }
        return origin(a) == origin(b)
    }
}
