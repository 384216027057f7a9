import Events
import Wire

/// One page of a list: where it begins, how long it is, and how the next one is asked for. A cursor keeps the size that
/// the first page was computed at, so that pages fit together whatever is posted meanwhile.
struct Page {
    let size: UInt64?
    /// Where the list goes on, in the list's own terms: an offset, or a time and a position.
    let place: [Int64]
    let limit: Int

    /// - Parameter other: another parameter that may hold the cursor, where `cursor` is not given.
    init(_ query: QueryReader, usual: Int, most: Int, orIn other: String? = nil) throws(Problem) {
        limit = try query.limit(usual: usual, most: most)
        var cursor = try query.text("cursor")
        if cursor == nil, let text = try other.flatMap({ name throws(Problem) in try query.text(name) }), Self.isCursor(text) {
            cursor = text
        }
        guard let cursor else {
            size = nil
            place = []
            return
        }
        let numbers = cursor.split(separator: ".").map { Int64($0) }
        guard numbers.count >= 2, let first = numbers[0], first >= 0, !numbers.contains(nil) else {
            throw .badQuery("The cursor is none this service gave; take next from the page before.")
        }
        size = UInt64(first)
        place = numbers.dropFirst().compactMap(\.self)
    }

    static let parameters = ["limit", "cursor"]

    /// Whether a text has the form of a cursor, which no position has.
    static func isCursor(_ text: String) -> Bool { text.contains(".") }

    static func cursor(_ basis: Basis, _ place: [Int64]) -> String {
        ([Int64(basis.size)] + place).map(String.init).joined(separator: ".")
    }

    /// The first place of a list that it shows. A cursor may be made up, and say anything.
    var start: Int { Self.bounded(place.first) }

    /// Where within that place it begins, for lists whose places hold several things.
    var startWithin: Int { Self.bounded(place.dropFirst().first) }

    private static func bounded(_ number: Int64?) -> Int { Int(max(0, min(number ?? 0, farthest))) }

    /// Beyond the end of any list.
    private static let farthest: Int64 = 1 << 48

    /// The places of the list that it shows.
    var range: Range<Int> {
        start..<(start + limit)
    }

    /// The page of a list that is whole in memory, and the cursor of the next.
    func cut<Element>(_ list: [Element], _ basis: Basis) -> (page: ArraySlice<Element>, next: String?) {
        let start = min(start, list.count)
        let end = min(list.count, start + limit)
        return (list[start..<end], end < list.count ? Self.cursor(basis, [Int64(end)]) : nil)
    }
}
