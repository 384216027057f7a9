/// A text as its words, in small letters, to look for other words in it. Notes are long and many, so that their bytes are looked
/// at, and not their letters.
struct WordedText {
    /// The words with one blank before each, and one behind the last.
    private var bytes: [UInt8] = [blank]

    private static let blank = UInt8(ascii: " ")

    init(_ text: String) {
        let text = Array(text.utf8)
        bytes.reserveCapacity(text.count + 2)
        var at = 0
        while at < text.count {
            switch text[at] {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"): bytes.append(text[at])
            case UInt8(ascii: "A")...UInt8(ascii: "Z"): bytes.append(text[at] | 0x20)
            // Dashes and quotation marks beyond ASCII.
            case 0xE2 where at + 2 < text.count && text[at + 1] == 0x80:
                separate()
                at += 2
            case 0x80...: bytes.append(text[at])
            default: separate()
            }
            at += 1
        }
        separate()
    }

    private mutating func separate() { if bytes.last != Self.blank { bytes.append(Self.blank) } }

    /// Whether the words of another text stand in it, one after the other.
    func holds(_ other: WordedText) -> Bool {
        let wanted = other.bytes
        guard wanted.count > 1, wanted.count <= bytes.count else { return false }
        return (0...(bytes.count - wanted.count)).contains { at in
            bytes[at] == Self.blank && bytes[at + 1] == wanted[1] && bytes[at..<(at + wanted.count)].elementsEqual(wanted)
        }
    }
}

extension Clause {
    /// The terms that the clause puts in single quotes, as those that it wants avoided.
    var quotedTerms: [String] {
        var found: [String] = []
        var term: String?
        var before: Character = " "
        for (at, letter) in zip(says.indices, says) {
            let after = says.index(after: at)
            let isLast = after == says.endIndex || !says[after].isLetter
            if letter != "'" {
                term?.append(letter)
            } else if let whole = term, isLast {
                found.append(whole)
                term = nil
            } else if term == nil, !before.isLetter, !before.isNumber {
                term = ""
            } else {
                term?.append(letter)
            }
            before = letter
        }
        return found.filter { !$0.isEmpty }
    }
}
