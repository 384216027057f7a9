import JSON

/// Where the members of a header stand in its bytes. Found in one pass and without a copy, as a header is read more often
/// than anything else.
///
/// Only the form that `HeaderDraft` writes is taken: an object of texts, without white space, its members in the order of
/// `HeaderName`.
package struct HeaderMembers: Sendable {
    /// The text of a member without its quotes; empty where the member is absent, as no text of a header begins at 0.
    private struct Place {
        var start: UInt16 = 0
        var end: UInt16 = 0
        var escaped = false
    }

    private var places = InlineArray<24, Place>(repeating: Place())

    package init(_ header: [UInt8]) throws(RecordError) {
        let bytes = header.span
        // Nearly every header is plain, and that is found out in a fraction of the time.
        if let plain = PlainMembers(bytes) {
            for name in HeaderName.allCases {
                guard let range = plain.range(name) else { continue }
                places[name.rawValue] = Place(start: UInt16(range.lowerBound), end: UInt16(range.upperBound))
            }
            return
        }
        guard bytes.count <= HeaderDraft.lengthLimit else { throw .header("it is longer than \(HeaderDraft.lengthLimit) bytes") }
        do throws(UTF8.ValidationError) { _ = try UTF8Span(validating: bytes) } catch {
            throw .header("it is not UTF-8 at byte \(error.byteOffsets.lowerBound)")
        }
        let (names, starts) = HeaderName.written
        var at = 0
        var next = 0
        repeat {
            try Self.expect(at == 0 ? UInt8(ascii: "{") : UInt8(ascii: ","), bytes, &at)
            let name = try Self.text(bytes, &at).range
            var known = next
            while known < HeaderName.allCases.count, !Self.isSame(bytes, name, names.span, starts[known]..<starts[known + 1]) {
                known += 1
            }
            guard known < HeaderName.allCases.count else {
                throw .header("its members are not those of a header in their order at byte \(name.lowerBound)")
            }
            try Self.expect(UInt8(ascii: ":"), bytes, &at)
            let value = try Self.text(bytes, &at)
            places[known] = Place(
                start: UInt16(value.range.lowerBound), end: UInt16(value.range.upperBound), escaped: value.escaped)
            next = known + 1
        } while at < bytes.count && bytes[at] == UInt8(ascii: ",")
        try Self.expect(UInt8(ascii: "}"), bytes, &at)
        guard at == bytes.count else { throw .header("there is more behind it at byte \(at)") }
    }

    /// Where the text of a member stands, without its quotes; nil where it is absent.
    package func range(_ name: HeaderName) -> Range<Int>? {
        let place = places[name.rawValue]
        return place.start == 0 ? nil : Int(place.start)..<Int(place.end)
    }

    /// What a member says; nil where it is absent.
    package func text(_ name: HeaderName, in header: [UInt8]) -> String? {
        guard let range = range(name) else { return nil }
        guard places[name.rawValue].escaped else { return String(decoding: header[range], as: UTF8.self) }
        return String(decoding: unescaped(header.span, from: range.lowerBound, to: range.upperBound), as: UTF8.self)
    }

    /// Where a member stands with its name and the comma behind it; nil where it is absent, or the last.
    package func stretch(_ name: HeaderName) -> Range<Int>? {
        guard let range = range(name), name != .type else { return nil }
        return range.lowerBound - name.length - 4..<range.upperBound + 2
    }

    private static func isSame(_ a: Span<UInt8>, _ one: Range<Int>, _ b: Span<UInt8>, _ other: Range<Int>) -> Bool {
        guard one.count == other.count else { return false }
        for at in 0..<one.count where a[one.lowerBound + at] != b[other.lowerBound + at] { return false }
        return true
    }

    private static func expect(_ mark: UInt8, _ bytes: Span<UInt8>, _ at: inout Int) throws(RecordError) {
        guard at < bytes.count, bytes[at] == mark else { throw .header("something else than a header stands at byte \(at)") }
        at += 1
    }

    /// Steps over a text in quotes; answers where it stands without them.
    private static func text(
        _ bytes: Span<UInt8>, _ at: inout Int
    ) throws(RecordError) -> (range: Range<Int>, escaped: Bool) {
        try expect(UInt8(ascii: "\""), bytes, &at)
        let start = at
        var escaped = false
        var here = start
        let end = bytes.count
        while here < end {
            let byte = bytes[here]
            // Nearly every byte is a letter, which stands behind all that must be looked at.
            if byte > UInt8(ascii: "\\") {
                here += 1
                continue
            }
            if byte == UInt8(ascii: "\"") { break }
            guard byte >= 0x20 else { throw .header("a control character stands at byte \(here)") }
            guard byte == UInt8(ascii: "\\") else {
                here += 1
                continue
            }
            escaped = true
            do throws(JSONError) { here = try endOfEscape(bytes, here) } catch {
                throw .header("\(error.reason) at byte \(here)")
            }
        }
        at = here
        let range = start..<here
        try expect(UInt8(ascii: "\""), bytes, &at)
        return (range, escaped)
    }
}
