/// A set of code points.
struct CharacterSet: Hashable {
    /// The ASCII part, a bit each.
    private let low: UInt64
    private let high: UInt64
    /// All of it: ascending, apart from one another.
    let ranges: [ClosedRange<UInt32>]

    private static let last: UInt32 = 0x10FFFF

    /// The code points in `ranges`, in any order; or all others.
    init(_ ranges: [ClosedRange<UInt32>], isNegated: Bool = false) {
        var joined: [ClosedRange<UInt32>] = []
        for range in ranges.sorted(by: { $0.lowerBound < $1.lowerBound }) {
            if let before = joined.last, range.lowerBound <= before.upperBound + 1 {
                joined[joined.count - 1] = before.lowerBound...max(before.upperBound, range.upperBound)
            } else {
                joined.append(range)
            }
        }
        self.ranges = isNegated ? Self.others(than: joined) : joined
        var bits: [UInt64] = [0, 0]
        for range in self.ranges where range.lowerBound < 128 {
            for character in range.lowerBound...min(127, range.upperBound) { bits[Int(character / 64)] |= 1 << (character % 64) }
        }
        low = bits[0]
        high = bits[1]
    }

    /// The characters of `text`.
    init(of text: String) { self.init(text.unicodeScalars.map { $0.value...$0.value }) }

    private static func others(than ranges: [ClosedRange<UInt32>]) -> [ClosedRange<UInt32>] {
        var others: [ClosedRange<UInt32>] = []
        var next: UInt32 = 0
        for range in ranges {
            if range.lowerBound > next { others.append(next...range.lowerBound - 1) }
            next = range.upperBound + 1
        }
        if next <= last { others.append(next...last) }
        return others
    }

    func contains(ascii byte: UInt8) -> Bool {
        byte < 128 && (byte < 64 ? low >> UInt64(byte) : high >> UInt64(byte - 64)) & 1 == 1
    }

    func contains(_ character: UInt32) -> Bool {
        character < 128 ? contains(ascii: UInt8(character)) : ranges.contains { $0.contains(character) }
    }

    func overlaps(_ other: CharacterSet) -> Bool {
        ranges.contains { range in other.ranges.contains { $0.overlaps(range) } }
    }
}
