import Testing

@testable import Ledger

@Suite struct `Parts behind their lengths` {
    private static let parts: [[UInt8]] = [[], [1], Array(repeating: 7, count: 300), [2, 3]]

    private static var bytes: [UInt8] {
        var bytes: [UInt8] = []
        for part in parts { LengthPrefixed.append(part, to: &bytes) }
        return bytes
    }

    /// Reads bytes in pieces of one length to their end.
    private func read(_ bytes: [UInt8], inPiecesOf length: Int, longest: Int = 1000) throws -> [[UInt8]] {
        var rest = bytes[...]
        var reader = LengthPrefixedReader(longest: longest) {
            defer { rest = rest.dropFirst(length) }
            return Array(rest.prefix(length))
        }
        var found: [[UInt8]] = []
        while let part = try reader.next() { found.append(part) }
        return found
    }

    @Test(arguments: [1, 2, 3, 5, 299, 300, 301, 100_000])
    func `are the same in pieces of any length`(length: Int) throws {
        #expect(try read(Self.bytes, inPiecesOf: length) == Self.parts)
        #expect(try read([], inPiecesOf: length).isEmpty)
    }

    @Test(arguments: [1, 2, 3, 5]) func `are refused where they are cut off`(missing: Int) {
        #expect(throws: LengthPrefixedReader.Fault.cutOff) { try read(Self.bytes.dropLast(missing), inPiecesOf: 4) }
    }

    @Test func `are refused where one is longer than any may be, before it is read`() {
        #expect(throws: LengthPrefixedReader.Fault.tooLong) { try read(Self.bytes, inPiecesOf: 8, longest: 299) }
        #expect(throws: LengthPrefixedReader.Fault.tooLong) { try read([0xFF, 0xFF, 0xFF, 0xFF, 0], inPiecesOf: 8) }
    }
}
