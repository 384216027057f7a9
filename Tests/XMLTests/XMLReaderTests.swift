import Testing
import XML

@Suite("Texts of XML")
struct XMLReaderTests {
    @Test func `are not read deeper than the limit`() throws {
        let deep = String(repeating: "<a>", count: 200) + String(repeating: "</a>", count: 200)
        let reader = XMLReader(Array(deep.utf8))
        let fault = #expect(throws: XMLFault.self) { while try reader.next() != nil {} }
        #expect(fault?.kind == .tooDeep)
    }

    @Test(arguments: ["<a b=\"", "<a><!-- ", "<a>"]) func `are not read where a part of them does not end`(start: String) {
        var isFirst = true
        let reader = XMLReader { most in
            defer { isFirst = false }
            return isFirst ? Array(start.utf8) : [UInt8](repeating: UInt8(ascii: "x"), count: most)
        }
        let fault = #expect(throws: XMLFault.self) { while try reader.next() != nil {} }
        #expect(fault?.kind == .tooLong)
    }

    @Test func `say what stands in them, entities of XML itself in their place`() throws {
        let reader = XMLReader(Array("<a b=\"1 &amp; 2 &lt;\"><![CDATA[x < y]]> &amp;&#65;</a>".utf8))
        #expect(try reader.next() == .start("a") && reader.attribute("b") == "1 & 2 <")
        #expect(try reader.next() == .text("x < y &A") && reader.next() == .end("a") && reader.next() == nil)
    }

    @Test func `tell the line of what is wrong`() {
        let reader = XMLReader(Array("<a>\n<b>\n</c></a>".utf8))
        let fault = #expect(throws: XMLFault.self) { while try reader.next() != nil {} }
        #expect(fault?.kind == .malformed && fault?.line == 3)
    }
}
