/// A text as its words, in small letters, to look for other words in it.
struct WordedText {
    private let words: [String]

    init(_ text: String) { words = text.lowercased().split { !$0.isLetter && !$0.isNumber }.map(String.init) }

    /// Whether the words of another text stand in it, one after the other.
    func holds(_ other: WordedText) -> Bool {
        let wanted = other.words
        guard !wanted.isEmpty, wanted.count <= words.count else { return false }
        return (0...(words.count - wanted.count)).contains { words[$0..<($0 + wanted.count)].elementsEqual(wanted) }
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
