import Events
import Import
import JSON
import Support
import Testing

private let fields: [String: (all: Set<String>, required: Set<String>)] = [
    "visit.made": (["visit_type", "child_seen", "seen_alone", "details", "children", "based_on"], ["visit_type", "child_seen"]),
    "case_note.entered": (["note_type", "purpose", "children", "based_on"], ["note_type"]),
]

private let types = KnownTypes(fields)

private let visits = """
    title: visits
    source: /wexcombe/{system}
    subject: case/{child}
    keep: wex
    entered: written
    columns:
      - {name: visit_id, needed: true}
      - {name: child, needed: true, others: [person_id]}
      - {name: date, needed: true}
      - seen
      - alone
      - worker
      - {name: notes, keep: false}
      - written
    values:
      answer:
        codes: {"Y": true, "N": false}
    events:
      - name: visit
        type: visit.made
        id: visit/{visit_id}
        time: date
        when: {seen: present}
        actor: {id: "{worker}", role: social worker}
        data:
          children: {list: [{column: child}]}
          visit_type: {value: child_in_need}
          child_seen: {column: seen, values: answer, needed: true}
          seen_alone: {column: alone, values: answer}
          details: {column: notes}
      - type: case_note.entered
        id: noted/{visit_id}
        time: date
        when: {seen: absent}
        data:
          note_type: {value: visit}
          purpose: {text: "A visit to {child}"}
    """

private func mapping(_ text: String = visits) throws -> CSVMapping {
    try CSVMapping(reading: Array(text.utf8), parameters: ["system": "cms"], types: types)
}

private let names = "visit_id,child,date,seen,alone,worker,notes,written"

private func readVisits(_ lines: String..., made: Instant? = nil, now: Instant? = nil) throws -> Finished {
    try readVisits(Array((lines.joined(separator: "\n") + "\n").utf8), made: made, now: now)
}

private func readVisits(_ bytes: [UInt8], made: Instant? = nil, now: Instant? = nil) throws -> Finished {
    Finished(CSVImport.run([SourceFile(name: "visits.csv", bytes: bytes)], try mapping(), made: made, now: now))
}

@Suite("A CSV file read by a mapping")
struct CSVMappingTests {
    @Test(arguments: [
        ("2", "2"), ("2.0", "2.0"), ("007", "7"), ("-0.50", "-0.50"), (".5", "0.5"),
        ("99999999999999999999", "99999999999999999999"),
    ])
    func `keeps each digit of a number`(cell: String, number: String) throws {
        let counted = """
            title: counts
            source: /wexcombe
            subject: case/{child}
            columns: [{name: child, needed: true}, {name: date, needed: true}, {name: count}]
            events:
              - type: case_note.entered
                id: "{child}"
                time: date
                data: {note_type: {value: other}, purpose: {column: count, as: number}}
            """
        let bytes = Array("child,date,count\nk1,2026-01-05,\(cell)\n".utf8)
        let read = Finished(
            CSVImport.run([SourceFile(name: "counts.csv", bytes: bytes)], try mapping(counted), made: nil, now: nil))
        let told = try #require(try read.told().first)
        #expect(told.data("purpose").map { String(decoding: $0.text, as: UTF8.self) } == number)
    }

    @Test func `becomes the events that the mapping says`() throws {
        let read = try readVisits(
            names, "v1,A1,04/03/2026,Y,N,sw-8,\"He said \"\"no\"\"\",2026-03-05 09:30:00", "v2,A1,2026-03-09T15:00:00,,,,,")
        let visit = try read.told("visit/v1")
        #expect(visit["source"] == "/wexcombe/cms" && visit["subject"] == "case/A1" && visit["timeprecision"] == "day")
        #expect(
            visit["enteredtime"] == "2026-03-05T09:30:00Z" && visit["actor"] == "sw-8" && visit["actorrole"] == "social worker")
        #expect(visit.data("child_seen")?.bool == true && visit.data("seen_alone")?.bool == false)
        #expect(visit.data("details")?.string == "He said \"no\"" && visit["wexseen"] == "Y" && visit["wexnotes"] == nil)
        let note = try read.told("noted/v2")
        #expect(note["time"] == "2026-03-09T15:00:00Z" && note["timeprecision"] == nil && note["actor"] == "unknown")
        #expect(note["enteredtime"] == nil, "nobody says when it was written down")
        #expect(note.data("purpose")?.string == "A visit to A1")
        #expect(read.report.faults.isEmpty && read.report.rows == 2)
    }

    @Test func `has the dates of its rows in UTC and in London, in summer and in winter`() throws {
        let read = try readVisits(
            names, "v1,A1,04/06/2025,Y,,,,05/06/2025", "v2,A1,2025-12-04,Y,,,,2025-12-05 00:00:00", "v3,A1,2025-06-04 15:00,Y,,,,"
        )
        let (summer, winter) = (try read.told("visit/v1"), try read.told("visit/v2"))
        #expect(summer["time"] == "2025-06-04T00:00:00Z" && summer["timeprecision"] == "day")
        #expect(summer["enteredtime"] == "2025-06-05T00:00:00Z")
        #expect(winter["time"] == "2025-12-04T00:00:00Z" && winter["timeprecision"] == "day")
        #expect(winter["enteredtime"] == "2025-12-05T00:00:00Z")
        #expect(try read.told("visit/v3")["time"] == "2025-06-04T14:00:00Z", "a time with an hour is London's")
        for told in [summer, winter] {
            let time = try #require(told["time"].flatMap(Instant.init))
            #expect(London.day(of: time).description == told["time"]?.prefix(10).description)
        }
    }

    @Test func `of a day on which the file was made is taken, from that day's first hour in London on`() throws {
        let night = try #require(Instant("2025-06-03T23:30:00Z"), "half past midnight of 4 June in London")
        let read = try readVisits(names, "v1,A1,04/06/2025,Y,,,,", made: night)
        #expect(try read.told("visit/v1")["time"] == "2025-06-04T00:00:00Z" && read.report.faults.isEmpty)
    }

    @Test func `says the same every time, and something else under a new name`() throws {
        let row = "v1,A1,04/03/2026,Y,,,,"
        let once = try readVisits(names, row)
        #expect(try readVisits(names, row).events == once.events)
        let more = try readVisits(names, "v9,A2,01/03/2026,Y,,,,", row)
        #expect(more.events.last?.json == once.events.first?.json, "wherever the row stands")
        let changed = try readVisits(names, "v1,A1,04/03/2026,N,,,,")
        #expect(try changed.told()[0]["id"] != (try once.told()[0]["id"]))
    }

    @Test(arguments: [
        "31/02/2019", "04/03/26", "3 March", "2026-3-4", "01/01/0023", "0023-01-01", "0023-01-01T10:00:00Z", "0023",
    ])
    func `with a day that does not exist does not take the row, or keeps it as a document`(date: String) throws {
        let row = "v1,A1,\(date),Y,,,,"
        let refused = try readVisits(names, row)
        #expect(refused.events.isEmpty && refused.rows(.dateUnreadable) == [2] && refused.report.hasRefusals)
        let kept = try readVisits(names, row, made: Instant("2026-04-01T09:00:00Z"))
        #expect(try kept.told().map { $0["type"] } == ["document.completed"] && kept.rows(.dateUnreadable) == [2])
        #expect(try kept.told()[0]["wexdate"] == date)
    }

    @Test func `in an hour that clocks passed over is taken as an hour later, and told`() throws {
        let read = try readVisits(
            names, "v1,A1,2026-03-29 01:30,Y,,,,", "v2,A1,29/03/2026,Y,,,,2026-03-29 01:59:59", "v3,A1,2026-03-29 02:00,Y,,,,",
            "v4,A1,2026-03-29T01:30:00Z,Y,,,,", "v5,A1,2025-10-26 01:30,Y,,,,", "v6,A1,29/03/2026,Y,,,,")
        #expect(read.rows(.timeNotShown) == [2, 3] && read.events.count == 6 && !read.report.hasRefusals)
        #expect(read.details(.timeNotShown).first?.hasPrefix("date is \"2026-03-29 01:30\"") == true)
        #expect(try read.told("visit/v1")["time"] == "2026-03-29T01:30:00Z", "which clocks show as 02:30")
    }

    @Test func `about a day still to come is not taken, or kept as a document`() throws {
        let row = "v1,A1,04/03/2027,Y,,,,"
        let refused = try readVisits(names, row, now: Instant("2026-04-01T09:00:00Z"))
        #expect(refused.events.isEmpty && refused.rows(.stillToCome) == [2])
        let kept = try readVisits(names, row, made: Instant("2026-04-01T09:00:00Z"))
        #expect(kept.rows(.afterSource) == [2] && kept.events.count == 1)
    }

    @Test func `with codes that are in no table says so, and makes no event that needs them`() throws {
        let read = try readVisits(names, "v1,A1,04/03/2026,?,Y,,,", "v2,A1,04/03/2026,Y,?,,,")
        #expect(read.rows(.codeUnknown) == [2, 3] && read.rows(.valueMissing) == [2])
        #expect(try read.ids() == ["visit/v2"])
    }

    @Test func `with a byte-order mark, other line ends or wrong bytes loses no more than those`() throws {
        let row = "v1,A1,04/03/2026,Y,,,,"
        #expect(try readVisits(Array("\u{FEFF}\(names)\r\n\(row)\r\n".utf8)).report.faults.isEmpty)
        let read = try readVisits(
            Array("\(names)\nv1,A1,04/03/2026,Y,,,".utf8) + [0xE9]
                + Array(",\nv2,A1,x\n\nv3,\"A\"1,04/03/2026,Y,,,,\nv4,A1,04/03/2026,Y,,,,\n".utf8))
        #expect(read.rows(.notUTF8) == [2] && read.rows(.rowColumns) == [3] && read.rows(.rowBlank) == [4])
        #expect(read.rows(.rowMalformed) == [5] && read.events.count == 2)
        let utf16: [UInt8] = [0xFF, 0xFE] + "\(names)\n\(row)\n".utf8.flatMap { [$0, 0] }
        #expect(try readVisits(utf16).details(.fileNotRead).first?.contains("UTF-16") == true)
    }

    @Test func `cut off in its last row loses that row`() throws {
        let read = try readVisits(Array("\(names)\nv1,A1,04/03/2026,Y,,,,\nv2,A1,\"04/0".utf8))
        #expect(read.rows(.rowMalformed) == [3] && read.events.count == 1 && read.report.hasRefusals)
    }

    @Test func `with columns in another order, under another name, extra, twice or missing says which`() throws {
        let read = try readVisits("Person ID,VISIT-ID,Date,seen,alone,worker,notes,ward,seen", "A1,v1,04/03/2026,Y,Y,,,North,N")
        #expect(try read.ids() == ["visit/v1"] && read.report.refusedRows == 0)
        #expect(read.details(.columnMissing) == ["There is no column written."])
        #expect(read.report.faults(.columnRepeated).count == 1)
        #expect(read.details(.columnUnknown).contains("Column ward is none of the mapping's; its cells are kept as wexward."))
        let without = try readVisits(Array("visit_id,date,seen\nv1,04/03/2026,Y\n".utf8))
        #expect(without.details(.fileNotRead) == ["Without the column child none of its rows says anything."])
    }

    @Test func `with a cell of ten megabytes loses that cell`() throws {
        let long = String(repeating: "x", count: 10_000_000)
        let read = try readVisits(names, "v1,A1,04/03/2026,Y,,,\(long),")
        #expect(read.rows(.cellTooLong) == [2] && read.events.count == 1)
    }

    @Test func `that repeats itself, or contradicts itself, says so`() throws {
        let row = "v1,A1,04/03/2026,Y,,,,"
        let read = try readVisits(names, row, row, "v1,A1,05/03/2026,Y,,,,")
        #expect(read.rows(.rowRepeated) == [3] && read.rows(.rowsDisagree) == [4] && read.events.count == 2)
    }

    @Test(arguments: ["", "A/1", "seven eight"]) func `names no child that could have a case`(child: String) throws {
        let read = try readVisits(names, "v1,\(child),04/03/2026,Y,,,,", "v2,A1,04/03/2026,Y,,,,")
        #expect(read.rows(.childUnusable) == [2] && read.report.refusedRows == 1 && read.events.count == 1)
    }

    @Test func `is recorded once, by the digests of file and mapping`() throws {
        let read = try readVisits(names, "v1,A1,04/03/2026,Y,,,,")
        let now = Instant(microseconds: 1_790_000_000_000_000)
        func record(_ mapping: String, _ at: Instant = now) throws -> Told {
            let event = ImportRecord.event(read.report, mapping: ("visits", Array(mapping.utf8)), at: at)
            return try Told(try #require(event))
        }
        let one = try record(visits)
        #expect(one["type"] == "import.completed" && one["subject"] == "service/import" && one["source"] == "/import")
        #expect(one.data("files")?.firstElement?["sha256"]?.string?.count == 64 && one.data("events")?.integer == 1)
        #expect(try record(visits, now.adding(seconds: 60))["id"] == one["id"])
        #expect(try record(visits + "\n")["id"] != one["id"])
    }
}

@Suite("A mapping file")
struct MappingFileTests {
    /// What is wrong with a mapping, as `line:column message`.
    private func faults(_ text: String) -> [String] {
        do {
            _ = try mapping(text)
            return []
        } catch let unusable as CSVMapping.Unusable {
            return unusable.faults.map { "\($0.mark) \($0.message)" }
        } catch {
            return ["\(error)"]
        }
    }

    @Test func `explains all its mistakes at once, with their places`() {
        let wrong = visits.replacing("visit.made", with: "visit.maid").replacing("{column: child}", with: "{column: chidl}")
            .replacing("separator", with: "x").replacing("needed: true}", with: "neded: true}")
        let found = faults(wrong)
        #expect(found.contains { $0.hasPrefix("7:22 neded is no part of a column") && $0.hasSuffix("Is it needed?") })
        #expect(found.contains { $0.contains("There is no event type visit.maid. Is it visit.made?") })
        #expect(found.contains { $0.contains("There is no column chidl under columns.") })
    }

    @Test(arguments: [
        ("child_seen: {column: seen, values: answer, needed: true}", "# nothing", "visit.made needs the field child_seen."),
        ("values: answer", "values: reply", "There is no table reply under values."),
        ("details:", "detials:", "visit.made has no field detials. Is it details?"),
        ("source: /wexcombe/{system}", "source: /wexcombe/{sytem}", "say what it stands for with --set sytem=VALUE"),
        ("source: /wexcombe/{system}", "source: wexcombe", "A source begins with /"),
        ("time: date", "time: {precision: day}", "A time comes from a column"),
        ("id: visit/{visit_id}", "id: visit/{visit_id", "A brace is not closed."),
        ("title: visits", "", "The mapping has no title."), ("keep: wex", "keep: WEX!", "2 to 8 small letters"),
        ("title: visits", "title: &a visits", "Anchors (&) and aliases (*) are not read."),
    ])
    func `says what is wrong with one part`(part: String, wrong: String, message: String) {
        let found = faults(visits.replacing(part, with: wrong))
        #expect(found.contains { $0.contains(message) }, "\(found)")
    }

    @Test func `is proposed for a file, and the proposal is one`() throws {
        let text =
            "visit_id,person_id,visit_date,child_seen,seen_alone,setting\n"
            + (1...30).map {
                "v\($0),A\($0 % 7),0\($0 % 9 + 1)/03/2026,Y,\($0 % 2 == 0 ? "Y" : "N"),\($0 % 3 == 0 ? "home" : "school")\n"
            }.joined()
        let file = SourceFile(name: "visits.csv", bytes: Array(text.utf8))
        let sketch = try #require(MappingSketch(file)).yaml
        let read = Finished(CSVImport.run([file], try CSVMapping(reading: Array(sketch.utf8))))
        #expect(read.events.count == 30 && read.report.refusedRows == 0)
        let told = try read.told()[0]
        #expect(told["type"] == "visit.made" && told["subject"] == "case/A1" && told.data("child_seen")?.bool == true)
    }

    @Test func `is proposed with names of child and day where no column tells rows apart`() throws {
        let text = "CHILD,MIS_START\nA,01/02/2020\nA,02/02/2020\nB,02/02/2020\n"
        let sketch = try #require(MappingSketch(SourceFile(name: "missing.csv", bytes: Array(text.utf8)))).yaml
        #expect(sketch.contains("id: row/{CHILD}/{MIS_START} "), "\(sketch)")
    }

    @Test func `says which separator its mapping must name`() throws {
        let lines = [names, "1,A,2024-01-01,Y,Y,w,n,"].joined(separator: "\n").replacing(",", with: ";")
        let detail = try #require(try readVisits(Array(lines.utf8)).report.faults(.fileNotRead).first?.detail)
        #expect(detail.hasSuffix("Its cells look parted by \";\": say separator: \";\" in the mapping."), "\(detail)")
    }

    @Test(arguments: [[], [0xFF, 0xFE, 0x61, 0x00], Array("\"a\"b,c\n".utf8)] as [[UInt8]])
    func `is proposed for nothing that is no CSV`(bytes: [UInt8]) {
        #expect(MappingSketch(SourceFile(name: "x.csv", bytes: bytes)) == nil)
    }
}

@Suite("What a mapping itself states")
struct MappingConstantTests {
    /// A type that takes some values only, as published ones do.
    private static let strict = KnownTypes(fields) { type, data in
        var faults: [Fault] = []
        func check(_ name: String, _ value: JSONValue?, _ known: Set<String>, at pointer: String) {
            guard let text = value?.string, !known.contains(text) else { return }
            faults.append(Fault(pointer, "\"\(text)\" is no \(name)."))
        }
        check("visit type", data["visit_type"], ["child_in_need"], at: "/visit_type")
        check("child", data["children"]?.elements.first { _ in true }, ["A1"], at: "/children/0")
        if data["child_seen"] == nil { faults.append(Fault("", "child_seen is missing.")) }
        return faults
    }

    private func faults(_ change: (String) -> String) -> [String] {
        do throws(CSVMapping.Unusable) {
            _ = try CSVMapping(reading: Array(change(visits).utf8), parameters: ["system": "cms"], types: Self.strict)
            return []
        } catch {
            return error.faults.map { "\($0.mark): \($0.message)" }
        }
    }

    @Test func `is told once and with its line, where its type does not take it`() {
        #expect(faults { $0 }.isEmpty)
        let constant = faults { $0.replacing("visit_type: {value: child_in_need}", with: "visit_type: {value: weekly}") }
        #expect(constant.count == 1 && constant[0].hasPrefix("27:") && constant[0].contains("\"weekly\" is no visit type."))
        let listed = faults { $0.replacing("{list: [{column: child}]}", with: "{list: [{value: B2}]}") }
        #expect(listed.count == 1 && listed[0].contains("\"B2\" is no child."))
    }

    @Test func `goes unmentioned where the type has no such field, which is told`() {
        let strict = KnownTypes(fields) { _, _ in [Fault("/child_sen", "No field has this name.")] }
        let text = visits.replacing("child_seen", with: "child_sen")
        do throws(CSVMapping.Unusable) {
            _ = try CSVMapping(reading: Array(text.utf8), parameters: ["system": "cms"], types: strict)
            Issue.record("a field that is none is told")
        } catch {
            #expect(error.faults.count == 2 && !error.faults.contains { $0.message.contains("does not take this") })
        }
    }

    @Test func `is what its codes become, too`() {
        let coded = faults {
            $0.replacing("visit_type: {value: child_in_need}", with: "visit_type: {column: seen, values: kinds}")
                .replacing(
                    "values:\n  answer:",
                    with: "values:\n  kinds:\n    codes: {W: weekly, C: child_in_need}\n    otherwise: other\n  answer:")
        }
        #expect(coded.count == 2 && coded.allSatisfy { $0.contains("does not take this as visit_type") })
    }
}
