import Events
import JSON
import Practice
import Standards
import StandardsExamples
import Testing

/// Two versions of a pack side by side, and the time before a pack began.
@Suite struct `A pack in more than one version` {
    private func engine(_ packs: [String]) throws -> PackEngine {
        let library = try StandardsLibrary(
            events: try PackFiles.need().events,
            parameters: StandardsLibrary.File(name: "p", bytes: try PackFiles.bytes("schemas/standards/parameters.yaml")),
            vocabulary: StandardsLibrary.File(name: "v", bytes: try PackFiles.bytes("schemas/standards/vocabulary.yaml")),
            packs: packs.enumerated().map { StandardsLibrary.File(name: "pack \($0.offset)", bytes: Array($0.element.utf8)) })
        let example = try EnginePacks.example(Self.example)
        let (pack, clause) = try EnginePacks.clause(example.clause)
        let plain = try EnginePacks.need().engine(example, [clause], pack)
        return try #require(
            PackEngine("test", in: library, parameters: plain.parameters, calendar: plain.workingDays))
    }

    private static let example = """
        - clause: KNO-C4.05
          name: a child who came into care on Monday 3 March and was seen on Monday the 10th, five working days later
          as_at: 2025-12-01
          events:
            - {type: case.opened, time: 2025-03-03, children: [ava], data: {service: childrens_social_care}}
            - {type: status.started, time: 2025-03-03, children: [ava], data: {status: looked_after}}
            - {type: visit.made, time: 2025-03-10, data: {visit_type: child_in_care, child_seen: true, purpose: to see}}
          expect: not_applicable
        """

    private let first = soundPack.replacing("effective_from: 2024-01-01", with: "effective_from: 2025-01-01")
    private let second = soundPack.replacing("effective_from: 2024-01-01", with: "effective_from: 2025-07-01")
        .replacing("value: 5", with: "value: 2")

    private func findings(_ packs: [String], asAt: String) throws -> [Finding] {
        let example = try EnginePacks.example(Self.example)
        let day = try #require(Day(asAt))
        return try engine(packs).findings(of: example.subject, in: example.record, asAt: day, now: London.end(of: day))
    }

    @Test func `a clause that was met by one version is not also found not to apply by the other`() throws {
        let found = try findings([first, second], asAt: "2025-12-01")
        #expect(found.filter { $0.clause == "T-1.01" }.map(\.status) == [.met])
        // Neither version has anything to say of a meeting: that is said once.
        #expect(found.filter { $0.clause == "T-1.04" }.map(\.status) == [.notApplicable])
        #expect(found.map(\.clause) == ["T-1.01", "T-1.02", "T-1.03", "T-1.04"])
    }

    @Test func `nothing applies before the first version began`() throws {
        for packs in [[first], [first, second]] {
            let found = try findings(packs, asAt: "2024-11-01")
            #expect(found.count == 4)
            #expect(found.allSatisfy { $0.status == .notApplicable })
        }
    }

    @Test func `what was before a pack began is told as just that`() throws {
        let found = try findings([second], asAt: "2025-12-01")
        let visit = try #require(found.first { $0.clause == "T-1.01" })
        #expect(visit.status == .notApplicable)
        #expect(visit.because == "This does not apply: the requirement came into force only on 1 July 2025.")
    }
}
