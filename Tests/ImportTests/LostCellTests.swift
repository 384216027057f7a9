import Events
import Import
import JSON
import Testing

private let notes = """
    title: notes
    source: /old/notes
    subject: case/{child}
    keep: old
    columns: [{name: id, needed: true}, {name: child, needed: true}, {name: date, needed: true}, text]
    events:
      - type: case_note.entered
        id: note/{id}
        time: date
        data: {note_type: {value: other}, details: {column: text}}
    """

private func read(_ bytes: [UInt8], _ mapping: String = notes) throws -> Finished {
    Finished(CSVImport.run([SourceFile(name: "notes.csv", bytes: bytes)], try CSVMapping(reading: Array(mapping.utf8))))
}

private func read(_ lines: String..., mapping: String = notes) throws -> Finished {
    try read(Array((lines.joined(separator: "\n") + "\n").utf8), mapping)
}

private let names = "id,child,date,text"

@Suite("A cell that cannot be kept")
struct LostCellTests {
    @Test func `makes the import one in which not everything was taken`() throws {
        let long = try read(names, "1,A1,04/03/2024,\(String(repeating: "x", count: 200_000))")
        #expect(long.events.count == 1 && long.rows(.cellTooLong) == [2] && long.report.hasRefusals)
        let wrong = try read(Array("\(names)\n1,A1,04/03/2024,caf".utf8) + [0xE9, 0x0A])
        #expect(wrong.events.count == 1 && wrong.rows(.notUTF8) == [2] && wrong.report.hasRefusals)
    }

    @Test func `is none where the mapping makes something of it`() throws {
        let text = String(repeating: "x", count: 5_000)
        let kept = try read(names, "1,A1,04/03/2024,\(text)")
        #expect(kept.rows(.cellNotKept) == [2] && kept.rows(.cellTooLong).isEmpty && !kept.report.hasRefusals)
        #expect(try kept.told()[0].data("details")?.string == text)
        let stray = try read("id,child,date,ward", "1,A1,04/03/2024,\(text)")
        #expect(stray.rows(.cellTooLong) == [2] && stray.report.hasRefusals)
    }

    @Test func `has a line break, and what the mapping makes of it is kept`() throws {
        let kept = try read(names, "1,A1,04/03/2024,\"first\nsecond\"")
        #expect(kept.rows(.cellNotKept) == [2] && !kept.report.hasRefusals)
        #expect(try kept.told()[0].data("details")?.string == "first\nsecond")
        let stray = try read("id,child,date,ward", "1,A1,04/03/2024,\"first\nsecond\"")
        #expect(stray.rows(.cellControl) == [2] && stray.report.hasRefusals)
        for event in try kept.told() + stray.told() {
            var faults: [Fault] = []
            #expect(Posting.read(event.root, faults: &faults) != nil, "\(faults)")
        }
    }

    @Test func `has a line break where it names an event, which is not taken, or who did it, who is left out`() throws {
        let actor = notes.replacing("    time: date\n", with: "    time: date\n    actor: {id: \"{text}\"}\n")
        let read = try read(names, "\"1\n2\",A1,04/03/2024,t", "3,A1,04/03/2024,\"sw\n1\"", mapping: actor)
        #expect(Set(read.rows(.cellControl)) == [2, 3] && read.report.hasRefusals)
        let told = try #require(try read.told().first)
        #expect(try read.told().count == 1 && told["actor"] == "unknown")
        var faults: [Fault] = []
        #expect(Posting.read(told.root, faults: &faults) != nil, "\(faults)")
    }

    @Test(arguments: [1_022, 1_023]) func `is as long as an attribute, the quotes around it counted`(bytes: Int) throws {
        let text = String(repeating: "\"\"", count: 11) + String(repeating: "x", count: bytes - 22)
        let read = try read(names, "1,A1,04/03/2024,\"\(text)\"")
        #expect(read.rows(.cellNotKept) == (bytes > 1_022 ? [2] : []))
        var faults: [Fault] = []
        #expect(Posting.read(try read.told()[0].root, faults: &faults) != nil, "\(faults)")
    }

    @Test func `is not called empty`() throws {
        let read = try read(names, "1,A1,\(String(repeating: "1", count: 200_000)),t")
        #expect(read.details(.dateMissing).first?.hasPrefix("date is left out: ") == true)
    }

    @Test func `stands in a column for which no attribute is left`() throws {
        let more = (1...120).map { "c\($0)" }
        let read = try read(([names] + more).joined(separator: ","), "1,A1,04/03/2024,t" + String(repeating: ",x", count: 120))
        #expect(!read.details(.columnNotKept).isEmpty && read.report.hasRefusals && read.events.count == 1)
        let unkept = try Self.withoutKeeping(more)
        #expect(unkept.details(.columnNotKept).isEmpty && !unkept.report.hasRefusals)
    }

    @Test func `stands in a column without a name`() throws {
        let stray = try read(names + ",", "1,A1,04/03/2024,t,x", "2,A1,04/03/2024,t,")
        #expect(stray.rows(.cellNameless) == [2] && stray.report.hasRefusals && stray.events.count == 2)
        let empty = try read(names + ",", "1,A1,04/03/2024,t, ")
        #expect(empty.details(.cellNameless).isEmpty && !empty.report.hasRefusals && empty.rows(.columnUnknown) == [1])
    }

    @Test func `stands in a column without a name of a return`() throws {
        let stray = SSDA903Import(files: [file("2019-header.csv", headerColumns + ",", "7,2,03/05/2005,BCRB,A123456789012,,,x")])
        #expect(stray.rows(.cellNameless) == [2] && stray.report.hasRefusals)
        let empty = SSDA903Import(files: [file("2019-header.csv", headerColumns + ",", "7,2,03/05/2005,BCRB,A123456789012,,,")])
        #expect(empty.rows(.cellNameless).isEmpty && !empty.report.hasRefusals)
    }

    private static func withoutKeeping(_ more: [String]) throws -> Finished {
        try read(
            ([names] + more).joined(separator: ","), "1,A1,04/03/2024,t" + String(repeating: ",x", count: more.count),
            mapping: notes.replacing("keep: old\n", with: ""))
    }

    @Test func `of a column whose name has megabytes makes no report of megabytes`() throws {
        let read = try read(names + "," + String(repeating: "n", count: 1_000_000), "1,A1,04/03/2024,t,x")
        #expect(!read.details(.columnUnknown).isEmpty && read.report.faults.allSatisfy { $0.detail.utf8.count < 1_100 })
    }
}

@Suite("A proposed mapping")
struct MappingSketchTests {
    @Test(arguments: [";", "|", "\t", ","]) func `tells what stands between the cells`(separator: String) throws {
        let rows = (1...9).map { ["v\($0)", "A\($0)", "0\($0)/03/2024", "\"1,2\""].joined(separator: separator) }
        let header = ["visit_id", "child_id", "visit_date", "child_seen"].joined(separator: separator)
        let file = SourceFile(name: "visits.csv", bytes: Array(([header] + rows).joined(separator: "\n").utf8))
        let sketch = try #require(MappingSketch(file)).yaml
        #expect(sketch.contains("time: \"visit_date\"") && sketch.contains("separator:") == (separator != ","))
        let read = Finished(CSVImport.run([file], try CSVMapping(reading: Array(sketch.utf8))))
        #expect(read.report.rows == 9 && read.report.faults(.rowColumns).isEmpty)
    }

    @Test func `names a column once that stands twice`() throws {
        let text = "id,child,date,ward,Ward\n" + (1...9).map { "\($0),A\($0),0\($0)/03/2024,N,S\n" }.joined()
        let sketch = try #require(MappingSketch(SourceFile(name: "notes.csv", bytes: Array(text.utf8)))).yaml
        #expect(throws: Never.self) { try CSVMapping(reading: Array(sketch.utf8)) }
        #expect(sketch.contains("\"ward\"") && !sketch.contains("\"Ward\""))
    }
}
