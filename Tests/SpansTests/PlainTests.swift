import Spans
import Testing

@Suite struct `Looking through text` {
    private let text = Array("He said \"yes\", and {more}: 0123456789 ~ [all] of it; \"no\" he did not say \u{7E}\u{20}end".utf8)

    // Views cannot be captured by what expects something.
    private func quotes(_ text: [UInt8]) -> Int? { quotesInPlainText(text.span) }
    private func place(_ byte: UInt8, _ text: [UInt8], _ start: Int) -> Int? { firstPlace(of: byte, in: text.span, from: start) }

    @Test func `counts quotes, wherever the text is cut`() {
        for end in 0...text.count {
            let part = Array(text[..<end])
            #expect(quotes(part) == part.count { $0 == UInt8(ascii: "\"") })
        }
    }

    @Test(arguments: [4_079, 4_080, 4_081, 10_000])
    func `counts more quotes than a lane can`(count: Int) {
        #expect(quotes([UInt8](repeating: UInt8(ascii: "\""), count: count)) == count)
    }

    @Test func `takes no byte that is not plain, wherever it stands`() {
        let others = (0...255).map { UInt8($0) }.filter { $0 < 0x20 || $0 > 0x7E || $0 == UInt8(ascii: "\\") }
        for at in text.indices {
            for other in others {
                var changed = text
                changed[at] = other
                if quotes(changed) != nil { Issue.record("\(other) at \(at) is taken") }
            }
        }
    }

    @Test func `takes every byte that is plain`() {
        for byte in (0x20...0x7E).map({ UInt8($0) }) where byte != UInt8(ascii: "\\") {
            #expect(quotes([UInt8](repeating: byte, count: 24)) == (byte == UInt8(ascii: "\"") ? 24 : 0))
        }
    }

    @Test(arguments: [0, 1, 7, 8, 9, 2039, 2040, 2041, 2048, 4081, 9000, 65_535])
    func `counts quotes alone, however many`(_ count: Int) {
        #expect(quotes([UInt8](repeating: UInt8(ascii: "\""), count: count)) == count)
    }

    @Test func `finds the first place of a byte`() {
        for start in 0...text.count + 1 {
            let first = text.indices.first { $0 >= start && text[$0] == UInt8(ascii: "\"") }
            #expect(place(UInt8(ascii: "\""), text, start) == first)
        }
        #expect(place(0, text, 0) == nil)
    }
}
