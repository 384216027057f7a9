/// Which word a mistyped one was meant to be.
enum Spelling {
    /// The word in `words` with the fewest letters to change, if those are few enough to be a slip of the finger.
    static func nearest(to typed: String, in words: [String]) -> String? {
        let near = words.map { (word: $0, distance: distance(typed.lowercased(), $0)) }.min { $0.distance < $1.distance }
        guard let near, near.distance <= max(1, near.word.count / 3) || near.word.hasPrefix(typed) else { return nil }
        return near.word
    }

    /// Letters to insert, delete, replace or swap with their neighbour.
    static func distance(_ a: String, _ b: String) -> Int {
        let (a, b) = (Array(a), Array(b))
        var rows = [Array(0...b.count)]
        for i in a.indices {
            var row = [i + 1]
            for j in b.indices {
                var least = min(rows[i][j + 1] + 1, row[j] + 1, rows[i][j] + (a[i] == b[j] ? 0 : 1))
                if i > 0, j > 0, a[i] == b[j - 1], a[i - 1] == b[j] { least = min(least, rows[i - 1][j - 1] + 1) }
                row.append(least)
            }
            rows.append(row)
        }
        return rows[a.count][b.count]
    }
}
