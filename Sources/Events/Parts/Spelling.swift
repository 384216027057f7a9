/// Finds the name somebody probably meant.
public enum Spelling {
    /// Bytes of a word that is looked at, at most.
    static let longest = 64

    /// The name among `names` that is one or two slips of the pen away from `word`; nil if none is, or `word` is too
    /// short to tell.
    public static func nearest(to word: String, among names: some Sequence<String>) -> String? {
        let word = Array(word.utf8)
        guard word.count >= 4, word.count <= longest else { return nil }
        var best: (name: String, distance: Int)?
        for name in names {
            let other = Array(name.utf8)
            guard abs(other.count - word.count) <= 2 else { continue }
            let distance = distance(word, other)
            let isBetter = best.map { distance < $0.distance || (distance == $0.distance && name < $0.name) } ?? true
            if distance <= min(2, word.count / 3), isBetter { best = (name, distance) }
        }
        return best?.name
    }

    /// The same as a sentence that stands behind another: " Did you mean NAME?"; empty where no name is near.
    public static func hint(for word: String, among names: some Sequence<String>) -> String {
        nearest(to: word, among: names).map { " Did you mean \($0)?" } ?? ""
    }

    /// Slips of the pen between two words: Damerau-Levenshtein, so adjacent letters swapped count as one.
    public static func distance(_ a: [UInt8], _ b: [UInt8]) -> Int {
        var rows = [[Int]](repeating: [Int](repeating: 0, count: b.count + 1), count: a.count + 1)
        for i in 0...a.count { rows[i][0] = i }
        for j in 0...b.count { rows[0][j] = j }
        for i in stride(from: 1, through: a.count, by: 1) {
            for j in stride(from: 1, through: b.count, by: 1) {
                let change = a[i - 1] == b[j - 1] ? 0 : 1
                rows[i][j] = min(rows[i - 1][j] + 1, rows[i][j - 1] + 1, rows[i - 1][j - 1] + change)
                if i > 1, j > 1, a[i - 1] == b[j - 2], a[i - 2] == b[j - 1] {
                    rows[i][j] = min(rows[i][j], rows[i - 2][j - 2] + 1)
                }
            }
        }
        return rows[a.count][b.count]
    }
}
