import Events

/// Which verb a mistyped one was meant to be. Verbs are short and few, so more is forgiven here than among the names of
/// fields: a beginning is enough.
enum MistypedVerb {
    /// The word in `words` with the fewest slips, if those are few enough to be slips of the finger.
    static func nearest(to typed: String, in words: [String]) -> String? {
        let letters = Array(typed.lowercased().utf8)
        let near = words.map { (word: $0, slips: Spelling.distance(letters, Array($0.utf8))) }.min { $0.slips < $1.slips }
        guard let near, near.slips <= max(1, near.word.count / 3) || near.word.hasPrefix(typed) else { return nil }
        return near.word
    }
}
