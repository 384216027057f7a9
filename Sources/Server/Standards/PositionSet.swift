import Events

/// Some of a ledger's positions, a bit for each position up to the last: of ten million events no more than 1.25 MB, however many
/// of them are in it.
struct PositionSet: Sendable {
    private var words: [UInt64] = []

    var isEmpty: Bool { words.allSatisfy { $0 == 0 } }

    mutating func insert(_ position: Position) {
        let (word, bit) = Self.place(of: position)
        if word >= words.count { words += repeatElement(0, count: word + 1 - words.count) }
        words[word] |= bit
    }

    func contains(_ position: Position) -> Bool {
        let (word, bit) = Self.place(of: position)
        return word < words.count && words[word] & bit != 0
    }

    /// Those below a size, in order.
    func all(below size: UInt64) -> [Position] {
        var found: [Position] = []
        for (index, word) in words.enumerated() {
            var rest = word
            while rest != 0 {
                let position = UInt64(index) << 6 | UInt64(rest.trailingZeroBitCount)
                guard position < size else { return found }
                found.append(Position(position))
                rest &= rest - 1
            }
        }
        return found
    }

    private static func place(of position: Position) -> (word: Int, bit: UInt64) {
        (Int(position.rawValue >> 6), 1 << (position.rawValue & 63))
    }
}
