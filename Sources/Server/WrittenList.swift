import JSON

/// A list as JSON, written by two tasks at once where it is long: writing a long history takes as long as reading it, and
/// writing a case's findings as long as judging it.
struct WrittenList: JSONWritable, Sendable {
    /// Elements with commas between them.
    private let halves: [[UInt8]]

    /// Elements from which on it is worth writing them in two halves.
    private static let worthHalving = 100
    /// Bytes that an element has at most, as a rule.
    private static let usualSize = 1_000

    init(_ elements: ArraySlice<some JSONWritable & Sendable>) async {
        guard elements.count >= Self.worthHalving else {
            halves = [Self.write(elements)]
            return
        }
        let middle = elements.startIndex + elements.count / 2
        async let later = Self.write(elements[middle...])
        halves = [Self.write(elements[..<middle]), await later]
    }

    private static func write(_ elements: ArraySlice<some JSONWritable>) -> [UInt8] {
        var writer = JSONWriter(capacity: elements.count * usualSize)
        for element in elements { element.write(to: &writer) }
        return writer.bytes
    }

    func write(to writer: inout JSONWriter) {
        writer.array { writer in for half in halves { writer.insert(half) } }
    }
}
