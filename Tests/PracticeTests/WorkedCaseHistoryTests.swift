import Events
import JSON
import Practice
import Testing

/// The worked case's history and chronology against answers worked out by other code.
@Suite(.enabled(if: WorkedCase.isHere, "the worked case is not in this checkout")) struct `The worked case's history` {
    let story: WorkedCase
    let perspective: Perspective

    init() throws {
        story = try WorkedCase()
        perspective = try Published.need()
    }

    func answer(_ kind: String) throws -> [JSONValue] {
        let all = try Published.json("Tests/Fixtures/worked-case-answers.json")["answers"]?.elements
        let found = try #require(all).filter { $0["kind"]?.says(kind) == true }
        try #require(!found.isEmpty, "no answers of kind \(kind)")
        return found
    }

    func history(_ subject: String? = nil) throws -> [HistoryEntry] {
        let record = try subject.map { try story.record(of: $0) } ?? Record(story.events, of: nil)
        return History(record, perspective).entries
    }

    func name(_ entry: HistoryEntry) -> String { entry.event.attributes.reference.description }

    @Test func `late entries`() throws {
        let entries = try history()
        for question in try answer("late") {
            let limit = try #require(question["more_than"]?.integer)
            let late = entries.filter { entry in
                guard let lag = entry.lagWorkingDays, lag > limit else { return false }
                return question["type"].map { $0.says(entry.event.attributes.type) } ?? true
            }
            let found = late.sorted {
                ($1.lagWorkingDays ?? 0, $0.event.position) < ($0.lagWorkingDays ?? 0, $1.event.position)
            }
            let expected = Array(try #require(question["expect"]).elements)
            #expect(found.map(name) == expected.compactMap { $0["event"]?.string })
            #expect(found.compactMap(\.lagWorkingDays).map(Int64.init) == expected.compactMap { $0["lag_working_days"]?.integer })
            if limit == 5, question["type"] == nil { #expect(entries.filter { $0.isLate == true }.count == expected.count) }
        }
        let lags = try #require(try answer("lag").first?["expect"])
        for member in lags.members {
            let entry = try #require(entries.first { member.key.says(name($0)) })
            #expect(entry.lagWorkingDays.map(Int64.init) == member.value.integer)
        }
    }

    @Test func `what was stated anew, corrected and withdrawn`() throws {
        let entries = try history()
        func byName(_ name: String?) throws -> HistoryEntry { try #require(entries.first { self.name($0) == name }) }
        for member in try #require(try answer("restated").first?["expect"]).members {
            let (old, new) = (try byName(member.key.string), try byName(member.value.string))
            #expect(old.isRestated && old.correctedBy == [new.event.position] && new.corrects == old.event.position)
        }
        for member in try #require(try answer("corrected").first?["expect"]).members {
            let (old, new) = (try byName(member.key.string), try byName(member.value["by"]?.string))
            #expect(!old.isRestated && old.correctedBy == [new.event.position] && new.corrects == old.event.position)
        }
        for member in try #require(try answer("withdrawn").first?["expect"]).members {
            let (old, new) = (try byName(member.key.string), try byName(member.value["by"]?.string))
            #expect(old.withdrawnBy == [new.event.position] && new.corrects == old.event.position)
        }
    }

    @Test func `accounts that differ, and nothing else`() throws {
        var found: Set<[String]> = []
        for entry in try history("case/HW-2041") {
            for other in entry.contradicts ?? [] {
                found.insert([name(entry), story.name(Int64(other.rawValue)) ?? ""].sorted())
            }
        }
        let expected = try #require(try answer("contradictions").first?["expect"]).elements
        #expect(found == Set(expected.compactMap { $0["same_type"]?.strings.sorted() }))
    }

    @Test func `copied notes`() throws {
        let copied = try history("case/HW-2041").filter { $0.sameTextAs != nil && $0.event.attributes.type == "visit.made" }
        let pairs = copied.map { [story.name(($0.sameTextAs?.rawValue).map(Int64.init)) ?? "", name($0)] }
        #expect(pairs == (try #require(try answer("copied").first?["expect"]).elements.map(\.strings)))
    }

    @Test func `unknown authors`() throws {
        let unknown = try history().filter { $0.text.contains(#""actor":"unknown""#) }.map(name).sorted()
        let told = try #require(try answer("unknown_actor").first?["expect"]).strings
        let none = try #require(try answer("no_actor").first?["expect"]).strings
        #expect(unknown == (told + none).sorted())
    }

    @Test func `cross-references`() throws {
        for question in try answer("cross_references") {
            let entries = try history(try #require(question["subject"]?.string))
            #expect(entries.filter { $0.crossReference != nil }.map(name).sorted() == question["expect"]?.strings)
        }
    }

    @Test func `lines entered by hand, and marked`() throws {
        for question in try answer("chronology_by_hand") {
            let record = try story.record(of: try #require(question["subject"]?.string))
            let chronology = try Chronology(record, perspective).json()["entries"]?.text ?? []
            let text = String(decoding: chronology, as: UTF8.self)
            for line in try #require(question["expect"]).elements {
                let position = try story.position(try #require(line["event"]?.string))
                let date = try #require(line["event_date"]?.string)
                let alone = text.contains(#"{"position":\#(position.rawValue),"type":"chronology.entered","time":"\#(date)T"#)
                let merged = text.contains(#"{"position":\#(position.rawValue),"event_date":"\#(date)""#)
                #expect(alone != merged, "\(position) \(date)")
            }
        }
        for question in try answer("marked_significant") {
            let record = try story.record(of: try #require(question["subject"]?.string))
            let marked = Chronology(record, perspective).entries.filter { entry in
                entry.event.attributes.type != "chronology.entered" && entry.event["significance"] != nil
                    && entry.reasons.contains { $0.chosenBy != .rule }
            }
            #expect(marked.map(\.event.attributes.reference.description) == question["expect"]?.strings)
        }
    }
}
