import Standards
import StandardsExamples
import Testing

@Suite struct `The example cases of the packs` {
    @Test(arguments: ExampleShelf.names)
    func `every one is answered as it says`(_ name: String) throws {
        let shelf = try EnginePacks.need()
        let pack = try #require(shelf.packs.first { $0.id == name })
        let examples = try #require(shelf.examples[name])
        #expect(examples.count >= pack.clauses.filter { $0.check == .computed }.count)
        for example in examples {
            guard let clause = pack.clauses.first(where: { $0.id == example.clause }) else {
                Issue.record("\(example.place): there is no clause \(example.clause)")
                continue
            }
            if let mismatch = example.mismatch(try shelf.findings(example, shelf.related(to: clause, in: pack), pack)) {
                Issue.record("\(example.place) \(example.clause), \(example.name): \(mismatch)")
            }
        }
    }

    @Test(arguments: ExampleShelf.names)
    func `every computed clause is met in one and not met in another`(_ name: String) throws {
        let shelf = try EnginePacks.need()
        let pack = try #require(shelf.packs.first { $0.id == name })
        let examples = Dictionary(grouping: try #require(shelf.examples[name]), by: \.clause)
        for clause in pack.clauses where clause.check == .computed {
            let statuses = Set((examples[clause.id] ?? []).flatMap(\.expected).map(\.status))
            #expect(statuses.contains(.met), "\(clause.id) is met in no example")
            // What always applies and has no limit is never too late: there "not yet" is the answer that is not met.
            let neverEnds = clause.appliesWhen == .condition("always") && clause.limit == nil && clause.limitFrom == nil
            let isFailed = statuses.contains(.late) || statuses.contains(.missed) || (neverEnds && statuses.contains(.due))
            #expect(isFailed, "\(clause.id) is late or missed in no example")
        }
    }

    /// The proof of equivalence is no licence: it holds for what the schema requires, not for what it only allows.
    @Test func `a change is shown to change nothing only where the schema asks the same`() throws {
        let equivalence = Equivalence(schemas: try EnginePacks.schemas())
        let clauses = try EnginePacks.need().packs.flatMap(\.clauses).filter { $0.check == .computed }
        var shown: Set<String> = []
        for clause in clauses {
            for mutant in Mutant.all(of: clause) where equivalence.isShown(of: mutant, from: clause) {
                shown.insert("\(clause.id) \(mutant.change)")
            }
        }
        #expect(shown.contains("COV-2.04a satisfied_by: without response"))  // required, and one of a few words
        #expect(shown.contains("KNO-C2.08 trigger: [0] without enquiry_type"))  // one word only
        #expect(!shown.contains("RED-1.P12b satisfied_by: without seen_alone"))  // optional
        #expect(!shown.contains { $0.hasPrefix("KNO-C2.02 ") && $0.contains("meeting_type") })  // required, one of many words
        #expect(shown.count < 120, "\(shown.count)")
    }

    /// An example that would pass with the rule changed does not count: each change of one thing about a rule must turn some
    /// example. Where the schema of the event or the trigger asks for the same, nothing can: that is shown, not stated.
    /// `Tests/Fixtures/rule-changes-unnoticed.txt` lists the others that no example can notice, and why.
    @Test(arguments: ExampleShelf.names)
    func `every change of a rule is noticed`(_ name: String) throws {
        let shelf = try EnginePacks.need()
        let pack = try #require(shelf.packs.first { $0.id == name })
        let examples = Dictionary(grouping: try #require(shelf.examples[name]), by: \.clause)
        let allowed = try Unnoticed.read()
        let equivalence = Equivalence(schemas: try EnginePacks.schemas())
        var unnoticed: Set<String> = []
        for clause in pack.clauses where clause.check == .computed {
            let related = shelf.related(to: clause, in: pack)
            for mutant in Mutant.all(of: clause) {
                let clauses = related.map { $0.id == clause.id ? mutant.clause : $0 }
                let isNoticed = try (examples[clause.id] ?? []).contains {
                    $0.mismatch(try shelf.findings($0, clauses, pack)) != nil
                }
                guard !isNoticed, !equivalence.isShown(of: mutant, from: clause) else { continue }
                let line = "\(clause.id) \(mutant.change)"
                unnoticed.insert(line)
                #expect(allowed[line] != nil, "no example notices: \(line)")
            }
        }
        // What is noticed by now must leave the list.
        for line in allowed.keys.sorted() where pack.clauses.contains(where: { line.hasPrefix($0.id + " ") }) {
            #expect(unnoticed.contains(line), "is noticed, so take it from the list: \(line)")
        }
    }
}

/// Changes of rules that no example can notice: `CLAUSE CHANGE | why`, a line each.
private enum Unnoticed {
    static func read() throws -> [String: String] {
        let text = String(decoding: try PackFiles.bytes("Tests/Fixtures/rule-changes-unnoticed.txt"), as: UTF8.self)
        var found: [String: String] = [:]
        for line in text.split(separator: "\n") where !line.hasPrefix("#") {
            let parts = line.split(separator: "|", maxSplits: 1)
            let reason = parts.count > 1 ? String(parts[1].drop { $0 == " " }) : ""
            #expect(!reason.isEmpty, "say why no example can notice: \(line)")
            found[String(parts[0].reversed().drop { $0 == " " }.reversed())] = reason
        }
        return found
    }
}
