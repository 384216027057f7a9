/// A text as names are compared: small letters without accents, `ß` as `ss`, one sign for every apostrophe, and one space for
/// every hyphen and every run of white space, which word processors, telephones and line ends write each in their own way.
/// Letters of full width are those of usual width. What takes no room is passed over, and remembered: beside it a word may end.
struct FoldedText {
    private(set) var letters: [Character] = []
    /// For each of `letters`, which character of the text it comes from.
    private(set) var places: [Int] = []
    /// Before which of `letters` something without room stands, as a joiner or a soft hyphen.
    private(set) var seams: Set<Int> = []

    static let separator: Character = " "
    static let apostrophe: Character = "'"
    private static let apostrophes: Set<Character> = [
        "'", "\u{2019}", "\u{2018}", "\u{02BC}", "\u{02B9}", "\u{FF07}", "`", "\u{B4}",
    ]

    init(_ text: [Character]) {
        letters.reserveCapacity(text.count)
        places.reserveCapacity(text.count)
        for (place, character) in text.enumerated() {
            if Self.isSeparator(character) {
                if letters.last != Self.separator { add(Self.separator, place) }
            } else if Self.apostrophes.contains(character) {
                add(Self.apostrophe, place)
            } else if character.isASCII {
                for letter in character.lowercased() { add(letter, place) }
            } else {
                for scalar in character.lowercased().unicodeScalars { add(scalar, place) }
            }
        }
    }

    init(_ text: String) { self.init(Array(text)) }

    /// The letters of a name, without separators at its ends.
    static func name(_ text: String) -> String {
        var letters = FoldedText(text).letters[...]
        while letters.first == separator { letters.removeFirst() }
        while letters.last == separator { letters.removeLast() }
        return String(letters)
    }

    static func isGap(_ letter: Character) -> Bool { letter == separator || letter == apostrophe }

    /// Adds a part of a character without its accents; nothing where it takes no room.
    private mutating func add(_ scalar: Unicode.Scalar, _ place: Int) {
        if scalar.isASCII { return add(Character(scalar), place) }
        switch scalar.properties.generalCategory {
        case .nonspacingMark: return
        case .format:
            seams.insert(letters.count)
            return
        default: break
        }
        if scalar == "ß" {
            for _ in 0..<2 { add(Character("s"), place) }
        } else if let usual = Self.usualWidth(scalar) {
            add(usual, place)
        } else {
            add(Self.base(scalar) ?? Character(scalar), place)
        }
    }

    private mutating func add(_ letter: Character, _ place: Int) {
        letters.append(letter)
        places.append(place)
    }

    static func isSeparator(_ character: Character) -> Bool {
        character.isWhitespace || character.unicodeScalars.first?.properties.generalCategory == .dashPunctuation
    }

    /// What a sign of full width is in usual width: "Ａ" is `A`. They stand in the order of ASCII, so many places behind it.
    private static func usualWidth(_ scalar: Unicode.Scalar) -> Character? {
        guard (0xFF01...0xFF5E).contains(scalar.value) else { return nil }
        return Unicode.Scalar(scalar.value - 0xFEE0).map(Character.init)
    }

    /// The letter under an accent or a stroke, as Unicode names it: "LATIN SMALL LETTER E WITH ACUTE" is `e`.
    private static func base(_ scalar: Unicode.Scalar) -> Character? {
        let before = "LATIN SMALL LETTER "
        guard let name = scalar.properties.name, name.hasPrefix(before) else { return nil }
        let words = name.dropFirst(before.count).split(separator: " ")
        guard words.count > 1, words[1] == "WITH", words[0].count == 1 else { return nil }
        return words[0].lowercased().first
    }
}
