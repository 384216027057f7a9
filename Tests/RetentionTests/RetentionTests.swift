import Events
import FoundationEssentials
import JSON
import Practice
import Retention
import Testing

@Suite struct `Retention` {
    private func schedules() throws -> [RetentionSchedule] {
        let parts = #filePath.split(separator: "/", omittingEmptySubsequences: false).dropLast(3)
        let file = parts.joined(separator: "/") + "/schemas/retention.yaml"
        return try RetentionSchedule.read(Array(try #require(FileManager.default.contents(atPath: file))))
    }

    /// A case told in lines of type, day and data.
    private func facts(_ lines: [(String, String, String)]) throws -> RetentionFacts {
        let events = try lines.enumerated().map { index, line in
            var attributes = Attributes(
                id: "\(index)", source: "/t", type: line.0, subject: try #require(Subject("case/1")),
                time: try #require(Timestamp(line.1 + "T12:00:00Z")))
            attributes.actor = "a"
            let draft = HeaderDraft(
                attributes, postedBy: "uid:0 a", dataDigest: String(repeating: "0", count: 64), attributesDigest: nil)
            let recorded = try #require(Instant("2200-01-01T00:00:00Z")).adding(seconds: Int64(index))
            let header = try Header(bytes: draft.bytes(position: Position(UInt64(index)), recordedTime: recorded))
            return Event(header: header, data: try JSONDocument(Array(line.2.utf8)).root, sealedAttributes: .init())
        }
        return RetentionFacts(Record(events, of: Subject("case/1")))
    }

    private func child(_ born: String?, died: String? = nil, name: String = "c") -> (String, String, String) {
        let dates = [born.map { #","date_of_birth":"\#($0)""# }, died.map { #","date_of_death":"\#($0)""# }]
        return ("person.recorded", "2010-01-01", #"{"person":"\#(name)","is_child":true\#(dates.compactMap { $0 }.joined())}"#)
    }

    private let opened = ("case.opened", "2010-01-01", #"{"service":"childrens_social_care"}"#)
    private let lookedAfter = ("status.started", "2010-02-01", #"{"status":"looked_after"}"#)
    private let closed = ("case.closed", "2020-06-01", #"{"reasons":"x","service":"childrens_social_care"}"#)

    private func verdict(_ lines: [(String, String, String)], _ day: String) throws -> RetentionVerdict {
        RetentionVerdict(try facts(lines), try schedules(), on: try #require(Day(day)))
    }

    @Test func `of a looked-after child's record ends with the 75th birthday`() throws {
        let lines = [opened, child("2005-05-05"), lookedAfter, closed]
        let birthday = try #require(Day("2080-05-05"))
        #expect(try verdict(lines, "2080-05-05") == .kept(until: birthday))
        guard case .due("looked-after", birthday, let because) = try verdict(lines, "2080-05-06") else {
            Issue.record("not due")
            return
        }
        #expect(because.contains("regulation 50"))
    }

    @Test func `of a child who died before 18 ends 15 years later`() throws {
        let lines = [opened, child("2005-05-05", died: "2015-01-02"), lookedAfter, closed]
        #expect(try verdict(lines, "2030-01-02") == .kept(until: Day("2030-01-02")))
        guard case .due = try verdict(lines, "2030-01-03") else {
            Issue.record("not due")
            return
        }
        let grown = [opened, child("2005-05-05", died: "2030-01-02"), lookedAfter, closed]
        #expect(try verdict(grown, "2060-01-01") == .kept(until: Day("2080-05-05")))
    }

    @Test func `is that of the child for whom it is longest`() throws {
        let lines = [opened, child("2005-05-05", name: "a"), child("2012-02-29", name: "b"), lookedAfter, closed]
        // 2087 has no 29 February.
        #expect(try verdict(lines, "2085-01-01") == .kept(until: Day("2087-03-01")))
    }

    @Test func `is that of the longest schedule`() throws {
        let order = ("legal_milestone.recorded", "2012-03-04", #"{"legal_process":"adoption","milestone":"adoption_order"}"#)
        #expect(
            try verdict([opened, child("2005-05-05"), lookedAfter, order, closed], "2100-01-01")
                == .kept(until: Day("2112-03-04")))
    }

    @Test func `of an open case has no end`() throws {
        #expect(try verdict([opened, child("2005-05-05"), lookedAfter], "2199-01-01") == .kept(until: nil))
    }

    @Test func `that cannot be told says what is missing`() throws {
        #expect(
            try verdict([opened, child(nil), lookedAfter, closed], "2199-01-01")
                == .cannotTell(schedule: "looked-after", because: "The date of birth of a child of the case is not recorded."))
        guard case .cannotTell("none", _) = try verdict([opened, child("2005-05-05"), closed], "2199-01-01") else {
            Issue.record("a schedule was found for a case that has none")
            return
        }
    }

    @Test func `does not begin before the schedule does`() throws {
        guard
            case .cannotTell("none", _) = try verdict(
                [opened, child("1900-05-05"), lookedAfter, ("case.closed", "2010-06-01", closed.2)], "2010-07-01")
        else {
            Issue.record("a schedule was applied before it was in force")
            return
        }
    }

    @Test(arguments: [
        (
            "version: 1\nschedules:\n  - {id: a, title: A, applies_to: every_case, keep: {years: 0, from: birth}, source: s, effective_from: 2020-01-01}\n",
            "1 to 200"
        ),
        (
            "version: 1\nschedules:\n  - {id: a, title: A, applies_to: some, keep: {years: 1, from: birth}, source: s, effective_from: 2020-01-01}\n",
            "mapping"
        ),
        (
            "version: 1\nschedules:\n  - {id: a, title: A, applies_to: every_case, keep: {years: 1, from: birthday}, source: s, effective_from: 2020-01-01}\n",
            "birth, closure"
        ),
        ("version: 1\nschedules:\n  - {id: a, titel: A}\n", "Did you mean title?"), ("version: 2\nschedules: []\n", "version: 1"),
    ])
    func `schedules that make a mistake are refused`(text: String, part: String) {
        #expect(throws: RetentionFault.self) { _ = try RetentionSchedule.read(Array(text.utf8)) }
        do throws(RetentionFault) { _ = try RetentionSchedule.read(Array(text.utf8)) } catch {
            #expect(error.description.contains(part), "\(error)")
        }
    }
}
