import Events
import Standards
import Testing
import YAML

@Suite struct `A clause of a pack` {
    private func clause(_ id: String, of pack: String) throws -> Clause {
        try #require(try PackFiles.need().shelf.versions(of: pack).first?.clauses.first { $0.id == id })
    }

    @Test func `is read with its rule`() throws {
        let clause = try clause("KNO-C2.06", of: "knowsley")
        #expect(clause.kind == .deadline)
        #expect(clause.check == .computed)
        #expect(clause.shape == .deadlineAfter)
        #expect(clause.limit == Limit(Span(1, .workingDays)))
        #expect(clause.appliesWhen == .condition("case_open"))
        #expect(clause.effectiveFrom == Day("2024-01-01"))
        #expect(clause.has(.workingDays))
        guard case .event(let event) = clause.satisfiedBy else {
            Issue.record("\(String(describing: clause.satisfiedBy))")
            return
        }
        #expect(event.match.type == "minutes.distributed")
        #expect(event.match.tests.contains(FieldTest(.data("meeting_type"), .equals(.value(.text("strategy_discussion"))))))
    }

    @Test func `takes its trigger from an occurrence it names`() throws {
        let clause = try clause("KNO-B0.02", of: "knowsley")
        let trigger = try #require(clause.trigger)
        #expect(trigger.occurrence == "work_authorised")
        #expect(
            trigger
                == Trigger(
                    try #require(try PackFiles.need().vocabulary.occurrences["work_authorised"]).trigger.alternatives,
                    occurrence: "work_authorised"))
        #expect(!trigger.alternatives.isEmpty)
    }

    @Test func `keeps what stands after the colon of a feature`() throws {
        let clause = try clause("RED-1.M14c", of: "redcar-cleveland")
        #expect(clause.arguments(of: .replaces) == ["RED-1.M09d", "RED-1.M09f", "RED-1.M09h", "RED-1.M14b"])
    }

    @Test(arguments: [
        ("a", "a"), ("a and b or c", "a and b or c"), ("a and (b or c)", "a and (b or c)"), ("not (a and b)", "not (a and b)"),
        ("not a and b", "not a and b"), ("(a and b)", "a and b"), ("a or (b or c)", "a or b or c"),
        ("( a )and\n  not(b)", "a and not b"),
    ])
    func `reads its states, and tells them as they are written`(text: String, told: String) throws {
        #expect(try #require(StateExpression(text)).description == told)
    }

    @Test func `binds not tighter than and, and and tighter than or`() throws {
        let expression = try #require(StateExpression("a or not b and c"))
        #expect(expression == .or([.condition("a"), .and([.not(.condition("b")), .condition("c")])]))
        #expect(expression.evaluate { $0 == "c" })
        #expect(!expression.evaluate { $0 == "b" || $0 == "c" })
    }

    @Test func `may state a shared condition in its own way`() throws {
        let own = soundPack.replacing(
            "  - name: visited_late\n",
            with: """
                  - name: short_breaks
                    meaning: In a series of breaks
                    subject: case
                    per_child: true
                    derived: {expr: early_help}
                  - name: visited_late

                """)
        let pack = try PackFiles.pack(own)
        let all = try PackFiles.need().vocabulary.overlaid(with: pack.vocabulary)
        #expect(all.conditions["short_breaks"]?.derivation == .expression(.condition("early_help")))
        #expect(all.conditions["child_in_care"] == (try PackFiles.need().vocabulary.conditions["child_in_care"]))
    }
}

@Suite struct `A shelf of packs` {
    private func version(_ day: String, _ change: (String) -> String = { $0 }) throws -> Pack {
        try PackFiles.pack(change(soundPack.replacing("effective_from: 2024-01-01", with: "effective_from: \(day)")))
    }

    @Test func `answers with the clause in force on the day`() throws {
        // From July the limit is 3 days, but the same version says that this one clause changes only in September.
        let later = try version("2025-07-01") { text in
            text.replacing("value: 5", with: "value: 3").replacing(
                "    says: A child", with: "    effective_from: 2025-09-01\n    says: A child")
        }
        let shelf = PackShelf([later, try version("2024-01-01")])
        func limit(_ day: String) throws -> Int? {
            shelf.clause("T-1.01", of: "test", on: try #require(Day(day)))?.limit?.span.value
        }
        #expect(try limit("2023-12-31") == nil)
        #expect(try limit("2024-01-01") == 5)
        #expect(try limit("2025-08-31") == 5)
        #expect(try limit("2025-09-01") == 3)
        let history = shelf.history(of: "T-1.01", in: "test")
        #expect(history.map(\.from) == [Day("2024-01-01"), Day("2025-09-01")])
        #expect(history.map(\.until) == [Day("2025-09-01"), nil])
    }

    @Test func `ends a clause that a later version leaves out`() throws {
        let later = try version("2025-07-01") { text in
            let start = text.firstRange(of: "  - id: T-1.03")
            let end = text.firstRange(of: "  - id: T-1.04")
            guard let start, let end else { return text }
            return String(text[..<start.lowerBound] + text[end.lowerBound...]).replacing("T-1.02 T-1.03", with: "T-1.02")
        }
        let shelf = PackShelf([try version("2024-01-01"), later])
        #expect(shelf.clause("T-1.03", of: "test", on: try #require(Day("2025-06-30"))) != nil)
        #expect(shelf.clause("T-1.03", of: "test", on: try #require(Day("2025-07-01"))) == nil)
        #expect(shelf.history(of: "T-1.03", in: "test").map(\.until) == [Day("2025-07-01")])
        #expect(shelf.pack("test", on: try #require(Day("2025-06-30")))?.clauses.count == 4)
        #expect(shelf.pack("test", on: try #require(Day("2025-07-01")))?.clauses.count == 3)
    }

    @Test func `holds no two versions of a pack from the same day`() throws {
        func file(_ name: String, _ text: String) -> StandardsLibrary.File {
            StandardsLibrary.File(name: name, bytes: Array(text.utf8))
        }
        func library(_ packs: [StandardsLibrary.File]) throws -> StandardsLibrary {
            try StandardsLibrary(
                events: try PackFiles.need().events,
                parameters: StandardsLibrary.File(name: "p", bytes: try PackFiles.bytes("schemas/standards/parameters.yaml")),
                vocabulary: StandardsLibrary.File(name: "v", bytes: try PackFiles.bytes("schemas/standards/vocabulary.yaml")),
                packs: packs)
        }
        let later = soundPack.replacing("effective_from: 2024-01-01", with: "effective_from: 2025-01-01")
        #expect(try library([file("a", soundPack), file("b", later)]).shelf.versions(of: "test").count == 2)
        let trouble = try #require(throws: StandardsLibrary.Trouble.self) {
            try library([file("a", soundPack), file("b", later), file("c", soundPack)])
        }
        #expect(trouble.file == "c")
        #expect(trouble.faults.first?.message.hasPrefix("A version of the pack test from 2024-01-01 was read already.") == true)
    }
}
