import Events
import FoundationEssentials
import JSON
import Standards
import Testing

@Suite struct `The published packs` {
    @Test func `are read without a fault, with every clause once`() throws {
        let library = try PackFiles.need()
        #expect(library.shelf.ids == PackFiles.ids)
        for (id, count) in zip(PackFiles.ids, [233, 299, 380, 78]) {
            let pack = try #require(library.shelf.versions(of: id).first)
            #expect(pack.clauses.count == count, "\(id)")
            #expect(Set(pack.clauses.map(\.id)).count == count, "\(id)")
            #expect(pack.chapters.flatMap(\.clauses) == pack.clauses.map(\.id), "\(id)")
        }
    }

    @Test func `hold exactly the clauses of the list in Tests/Fixtures`() throws {
        let list = String(decoding: try PackFiles.bytes("Tests/Fixtures/clause-ids.txt"), as: UTF8.self)
        let expected = list.split(separator: "\n").map(String.init)
        #expect(expected.count == 990)
        #expect(Set(try ids()) == Set(expected))
    }

    @Test func `hold exactly the clauses of the inventories they were made from`() throws {
        let folder = PackFiles.root + "/../shared/standards"
        guard FileManager.default.fileExists(atPath: folder) else {
            try Test.cancel("the inventories are not beside the package, at ../shared/standards")
        }
        var expected: [String] = []
        for name in ["knowsley", "redcar", "coventry", "ten-standards"] {
            let lines = try PackFiles.bytes("../shared/standards/\(name).jsonl").split(separator: UInt8(ascii: "\n"))
            for line in lines { expected.append(try #require(try JSONDocument(Array(line)).root["id"]?.string)) }
        }
        #expect(expected.sorted() == (try ids()).sorted())
    }

    @Test func `say what was decided wherever the text can be read in more than one way`() throws {
        let needed: Set<Feature.Name> = [
            .daysUnqualified, .range6To8Weeks, .conflicts, .offUntilConfigured, .absenceNotVisible, .regularWithoutNumber,
            .limitFromConfiguration, .clockCarriesOver, .stateMayStartAfterDue, .advisory, .permissive,
        ]
        for clause in try clauses() where clause.features.contains(where: { needed.contains($0.name) }) {
            #expect(clause.decided != nil, "\(clause.id)")
        }
    }

    @Test func `name only roles of people, never the field names of a source`() throws {
        for clause in try clauses() { #expect(clause.responsible?.contains("_") != true, "\(clause.id)") }
    }

    private func clauses() throws -> [Clause] {
        try PackFiles.need().shelf.ids.flatMap { try PackFiles.need().shelf.versions(of: $0) }.flatMap(\.clauses)
    }

    private func ids() throws -> [String] { try clauses().map(\.id) }
}
