import Spans
import Testing

@Suite struct `The order of bytes where they stand` {
    // Views cannot be captured by what expects something.
    private func before(_ a: [UInt8], _ b: [UInt8]) -> Bool { isBefore(a.span, b.span) }

    @Test(arguments: 0..<200) func `is that of arrays`(seed: UInt64) {
        // Few values and short texts, so that many have the same beginning, or are the same.
        var state = seed &* 0x9E37_79B9_7F4A_7C15 &+ 1
        func next() -> UInt64 {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return state >> 33
        }
        let texts = (0..<8).map { _ in (0..<next() % 20).map { _ in [0, 1, 0x7F, 0x80, 0xFF][Int(next() % 5)] as UInt8 } }
        for a in texts {
            for b in texts { #expect(before(a, b) == a.lexicographicallyPrecedes(b), "\(a) and \(b)") }
        }
    }
}
