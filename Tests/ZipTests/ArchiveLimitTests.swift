import Foundation
import Support
import Testing
import Zip

@Suite("Archives that would exhaust the reader")
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
}
