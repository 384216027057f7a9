import Foundation
import Import
import JSON
import Testing

@Suite("The mappings of the Standard Safeguarding Dataset")
struct ShippedMappingTests {
    private static let schemas = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../schemas")
        .standardizedFileURL

    private static func types() throws -> KnownTypes {
        let folder = schemas.appending(path: "events")
        var types: [String: (all: Set<String>, required: Set<String>)] = [:]
        for name in try FileManager.default.contentsOfDirectory(atPath: folder.path(percentEncoded: false)) {
            let root = try JSONDocument(Array(try Data(contentsOf: folder.appending(path: name)))).root
            let fields = root["properties"]?.members.compactMap(\.key.string) ?? []
            types[String(name.dropLast(5))] = (Set(fields), Set(root["required"]?.elements.compactMap(\.string) ?? []))
        }
        return KnownTypes(types)
    }

    /// A table of two rows, all columns filled by what their names promise.
    private static func table(_ mapping: String) -> String {
        let names = mapping.split(separator: "\n").drop { $0 != "columns:" }.dropFirst().prefix { $0.hasPrefix("  - ") }.map {
            line in
            line.contains("{name: ")
                ? String(line.split(separator: "{name: ").last?.prefix { $0 != "," && $0 != "}" } ?? "")
                : String(line.dropFirst(4))
        }
        func cell(_ name: String, _ row: Int) -> String {
            if name.hasSuffix("date") { return "2024-0\(row)-14 00:00:00" }
            if name.hasSuffix("seen") || name.hasSuffix("alone") || name.hasSuffix("bedroom") || name.hasSuffix("nfa") {
                return "N"
            }
            return name.hasSuffix("role_id") ? "Allocated Worker" : "\(name.filter(\.isLetter))\(row)"
        }
        return ([names] + [1, 2].map { row in names.map { cell($0, row) } }).map { $0.joined(separator: ",") + "\n" }.joined()
    }

    @Test func `are read, and make events of every row`() throws {
        let folder = Self.schemas.appending(path: "mappings/ssd")
        let names = try FileManager.default.contentsOfDirectory(atPath: folder.path(percentEncoded: false)).sorted()
        #expect(names.count == 11)
        let types = try Self.types()
        for name in names {
            let bytes = Array(try Data(contentsOf: folder.appending(path: name)))
            let mapping = try CSVMapping(reading: bytes, types: types)
            let text = Self.table(String(decoding: bytes, as: UTF8.self))
            let read = Finished(CSVImport.run([SourceFile(name: name, bytes: Array(text.utf8))], mapping))
            #expect(
                read.report.rows == 2 && read.report.refusedRows == 0 && read.events.count >= 2, "\(name): \(read.report.lines)")
            #expect(read.report.faults.filter { $0.kind != .codeUnknown }.isEmpty, "\(name): \(read.report.lines)")
        }
    }
}
