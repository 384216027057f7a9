import Events
import JSON
import Standards
import Testing

/// The published schema cannot say all that the reader checks, but what it lists must be what the reader takes.
@Suite struct `The published schema of packs` {
    private func definitions() throws -> JSONValue {
        let schema = try JSONDocument(try PackFiles.bytes("schemas/standards/pack.schema.json")).root
        return try #require(schema["$defs"])
    }

    private func words(_ value: JSONValue?) throws -> Set<String> {
        Set(try #require(value).elements.compactMap(\.string))
    }

    private func raw<Word: RawRepresentable & CaseIterable>(_: Word.Type) -> Set<String> where Word.RawValue == String {
        Set(Word.allCases.map(\.rawValue))
    }

    @Test func `lists the kinds, checks, shapes, units and sets that the reader takes`() throws {
        let definitions = try definitions()
        let clause = try #require(definitions["clause"]?["properties"])
        #expect(try words(clause["kind"]?["enum"]) == raw(Clause.Kind.self))
        #expect(try words(clause["check"]?["enum"]) == raw(Clause.Check.self))
        #expect(try words(clause["shape"]?["enum"]) == raw(Shape.self))
        #expect(try words(definitions["subject"]?["enum"]) == raw(Subject.Kind.self))
        let limit = try #require(definitions["limit"]?["properties"])
        #expect(try words(limit["unit"]?["enum"]) == raw(Span.Unit.self))
        #expect(try words(limit["direction"]?["enum"]) == raw(Limit.Direction.self))
        let sets = definitions["for_each"]?["oneOf"]?.elements.compactMap { $0["enum"] }.first
        #expect(try words(sets) == raw(MemberSet.self))
    }

    @Test func `lists the features that the reader takes`() throws {
        let forms = Array(try #require(try definitions()["feature"]?["oneOf"]).elements)
        let plain = try words(forms.first?["enum"])
        let pattern = try #require(forms.last?["pattern"]?.string)
        let named = pattern.drop { $0 != "(" }.dropFirst().prefix { $0 != ")" }.split(separator: "|").map(String.init)
        #expect(plain.union(named) == raw(Feature.Name.self))
        #expect(plain.isDisjoint(with: named))
    }

    @Test func `lists the names that an entry may have`() throws {
        let known = Set(try #require(try definitions()["clause"]?["properties"]).members.compactMap { $0.key.string })
        let told = try PackFiles.faults(soundPack.replacing("says: A child", with: "sayss: A child"))
        // The fault about a misspelt name far from all others lists those there are.
        let list = try #require(
            try PackFiles.faults(soundPack.replacing("says: A child", with: "zzzzzzzz: A child"))
                .first { $0.contains("has no \"zzzzzzzz\"") })
        let names = try #require(list.split(separator: "There is: ").last).dropLast().split(separator: ", ").map(String.init)
        #expect(Set(names) == known)
        #expect(told.contains { $0.contains("Did you mean \"says\"?") })
    }
}
