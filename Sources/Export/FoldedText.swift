/// A text as names are compared: small letters without accents, `ß` as `ss`, one sign for every apostrophe, and one space for
/// every hyphen and every run of white space, which word processors, telephones and line ends write each in their own way.
/// What takes no room is passed over.
struct FoldedText {
    private(set) var letters: [Character] = []
    /// For each of `letters`, which character of the text it comes from.
    private(set) var places: [Int] = []

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
            } else {
                for letter in Self.plain(character) { add(letter, place) }
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

    private mutating func add(_ letter: Character, _ place: Int) {
        letters.append(letter)
        places.append(place)
    }

    static func isSeparator(_ character: Character) -> Bool {
        character.isWhitespace || character.unicodeScalars.first?.properties.generalCategory == .dashPunctuation
    }

    /// A character in small letters without its accents; nothing where it takes no room.
    private static func plain(_ character: Character) -> [Character] {
        if character.isASCII { return Array(character.lowercased()) }
        return character.lowercased().unicodeScalars.flatMap { scalar -> [Character] in
            if scalar.isASCII { return [Character(scalar)] }
            switch scalar.properties.generalCategory {
            case .nonspacingMark, .format: return []
            default: break
            }
            if scalar == "ß" { return ["s", "s"] }
            return [base(scalar) ?? Character(scalar)]
        }
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
