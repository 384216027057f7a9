import Events
import Standards
import Testing

@Suite struct `What the pages about packs show` {
    /// The blocks of YAML of a page.
    private func blocks(_ path: String) throws -> [String] {
        let page = String(decoding: try PackFiles.bytes(path), as: UTF8.self)
        return page.split(separator: "```yaml\n").dropFirst().compactMap { part in
            part.firstRange(of: "```").map { String(part[..<$0.lowerBound]) }
        }
    }

    @Test func `is a sound pack and a sound configuration`() throws {
        let blocks = try blocks("schemas/standards/README.md")
        try #require(blocks.count == 3)
        // The second block is states and occurrences of the pack's own, to be added to it.
        let pack = try PackFiles.pack(blocks[0] + blocks[1])
        #expect(pack.clauses.map(\.id) == ["OUR-1.01", "OUR-1.02"])
        let parameters = try Parameters(reading: Array(blocks[2].utf8), context: try PackFiles.need().context)
        #expect(parameters.settings.count == 2)
        #expect(parameters.neverSupplied["/import/ssda903"]?.count == 1)
    }

    @Test func `names every shape, feature, operator, set and kind of parameter`() throws {
        let page = String(decoding: try PackFiles.bytes("schemas/standards/README.md"), as: UTF8.self)
        let words = Set(page.split { !($0.isLetter || $0.isNumber || $0 == "_") })
        let sets = String(decoding: try PackFiles.bytes("schemas/standards/vocabulary.yaml"), as: UTF8.self)
        for shape in Shape.allCases { #expect(words.contains(Substring(shape.rawValue)), "\(shape.rawValue)") }
        for name in Feature.Name.allCases { #expect(words.contains(Substring(name.rawValue)), "\(name.rawValue)") }
        for unit in Span.Unit.allCases { #expect(words.contains(Substring(unit.rawValue)), "\(unit.rawValue)") }
        for kind in ParameterDefinition.Kind.allCases { #expect(words.contains(Substring(kind.rawValue)), "\(kind.rawValue)") }
        for set in MemberSet.allCases { #expect(sets.contains("- name: \(set.rawValue)\n"), "\(set.rawValue)") }
    }

    @Test func `is a sound configuration to begin with`() throws {
        let parameters = try Parameters(
            reading: try PackFiles.bytes("deploy/standards.yaml"), context: try PackFiles.need().context)
        #expect(parameters.settings.count == 8)
    }
}
