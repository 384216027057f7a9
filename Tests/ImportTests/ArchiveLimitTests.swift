import Foundation
import Support
import Testing
import XML
import Zip

@Suite("Archives and texts that would exhaust the reader")
struct ArchiveLimitTests {
    private func archive(_ name: String, _ limits: ZipLimits) async throws -> Result<ZipArchive, ZipFault> {
        try await TemporaryDirectory.run { directory in
            let done = try await Tool.oracle("make_workbooks.py", [directory.path, name])
            try #require(done.status == 0)
            let bytes = Array(try Data(contentsOf: URL(filePath: directory.path).appending(path: name)))
            return Result { () throws(ZipFault) in try ZipArchive(bytes, limits: limits) }
        }
    }

    @Test func `are unpacked no further than the limits`() async throws {
        var limits = ZipLimits()
        limits.entryBytes = 300
        let opened = try await archive("dates.xlsx", limits).get()
        let file = try #require(try opened.file("xl/worksheets/s1.xml"))
        #expect(throws: ZipFault.self) { while try !file.read(100).isEmpty {} }
        limits = ZipLimits()
        limits.allBytes = 400
        let small = try await archive("dates.xlsx", limits).get()
        let first = try #require(try small.file("xl/styles.xml"))
        #expect(throws: ZipFault.self) {
            while try !first.read(100).isEmpty {}
            let second = try #require(try small.file("xl/workbook.xml"))
            while try !second.read(100).isEmpty {}
        }
        limits = ZipLimits()
        limits.entries = 3
        let crowded = try await archive("dates.xlsx", limits)
        #expect(throws: ZipFault.self) { try crowded.get() }
    }

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
