import Events
import Import
import JSON
import Testing

@Suite("A broken file")
struct BrokenFileTests {
    private let good = "7,03/05/2005,11/08/2017,PN1"

    private func read(_ bytes: [UInt8], _ name: String = "2017-reviews.csv") -> SSDA903Import {
        SSDA903Import(files: [header(2017), SourceFile(name: name, bytes: bytes)])
    }

    private func read(_ lines: String...) -> SSDA903Import { read(Array(lines.joined(separator: "\n").utf8)) }

    private let names = "CHILD,DOB,REVIEW,REVIEW_CODE"

    @Test func `with a mark and other line ends is read`() throws {
        let read = read(Array("\u{FEFF}\(names)\r\n\(good)\r\n".utf8))
        #expect(read.report.faults.isEmpty)
        #expect(try read.told("review/7/2017-08-11")["ssdareviewcode"] == "PN1")
    }

    @Test func `in UTF-16 is refused as a whole`() {
        let utf16: [UInt8] = [0xFF, 0xFE] + "\(names)\n\(good)\n".utf8.flatMap { [$0, 0] }
        for bytes in [utf16, Array(utf16.dropFirst(2))] {
            let read = read(bytes)
            #expect(read.report.faults.map(\.kind) == [.fileNotRead] && read.report.hasRefusals)
            #expect(read.events.count == 2, "the header's own")
        }
    }

    @Test func `that is empty is refused as a whole`() {
        #expect(read([]).report.faults.map(\.kind) == [.fileNotRead])
    }

    @Test func `cut off in its last row loses that row only`() throws {
        let read = read(names, good, "7,03/05/2005,12/0")
        #expect(read.rows(.rowColumns) == [3])
        #expect(try read.caseTopics() == ["header/7", "review/7/2017-08-11"])
        #expect(read.report.refusedRows == 1 && read.report.sources.first?.files.last?.rows == 2)
    }

    @Test func `with stray quotes, blank lines or bad bytes loses no more than those`() throws {
        let bad = Array("7,03/05/2005,13/08/2017,".utf8) + [0xE9, 0x0A]
        let read = read(Array("\(names)\n\n7,\"03\"/05,x,y\n\(good)\n".utf8) + bad)
        #expect(read.rows(.rowBlank) == [2] && read.rows(.rowMalformed) == [3] && read.rows(.notUTF8) == [5])
        #expect(try read.caseTopics() == ["header/7", "review/7/2017-08-11", "review/7/2017-08-13"])
    }

    @Test func `with a renamed column is told which it may be`() throws {
        let read = read("CHILD,DOB,REVIEW,REVIEW_CODES", good)
        #expect(
            read.report.faults(.columnMissing).map(\.detail) == ["There is no column REVIEW_CODE. Is it the column REVIEW_CODES?"]
        )
        #expect(read.rows(.columnUnknown) == [1] && read.rows(.codeMissing) == [])
        #expect(try read.told("review/7/2017-08-11")["ssdareviewcodes"] == "PN1", "its cells are kept")
    }

    @Test func `without the column of days is refused, with its rows counted`() {
        let read = read("CHILD,DOB,REVIEWED,REVIEW_CODE", good, good)
        #expect(read.report.faults(.fileNotRead).map(\.detail) == ["Without REVIEW none of its 2 rows can be placed."])
        #expect(read.report.refusedRows == 2)
    }

    @Test func `with columns twice, without a name, or in another order is read by names`() throws {
        let read = read("REVIEW,CHILD,CHILD,,dob,Review_Code", "11/08/2017,7,8,x,03/05/2005,PN1")
        #expect(read.rows(.columnRepeated) == [1] && read.rows(.columnUnknown) == [1] && read.rows(.columnMissing) == [])
        #expect(try read.told("review/7/2017-08-11")["ssdareviewcode"] == "PN1")
    }

    @Test func `with a day of ten megabytes does not call it empty`() throws {
        let read = read(names, "7,03/05/2005,\(String(repeating: "1", count: 10_000)),PN1")
        #expect(read.report.faults(.dateMissing).map(\.detail) == ["REVIEW is left out."] && read.report.hasRefusals)
    }

    @Test func `with a control character in a cell loses that cell`() throws {
        let read = read(names + ",NOTE", good + ",a\u{1}b", good + ",\"a\nb\"", good + ",a\u{85}b")
        #expect(read.rows(.cellControl) == [2, 3, 4] && read.report.hasRefusals)
        let told = try read.told("review/7/2017-08-11")
        var faults: [Fault] = []
        #expect(Posting.read(told.root, faults: &faults) != nil && faults.isEmpty && told["ssdanote"] == nil)
    }

    @Test func `with a cell of ten megabytes loses that cell`() throws {
        let read = read(names + ",NOTE", good + "," + String(repeating: "x", count: 10_000_000))
        #expect(read.rows(.cellTooLong) == [2])
        #expect(try read.told("review/7/2017-08-11")["ssdanote"] == nil)
    }

    @Test func `with more columns than an event can keep says which are not kept`() throws {
        let more = (1...20).map { "EXTRA_COLUMN_NUMBER_\($0)" }
        let read = read(([names] + more).joined(separator: ","), good + String(repeating: ",x", count: 20))
        let notKept = read.report.faults(.columnNotKept).count { $0.detail.contains("not kept") }
        #expect(read.report.hasRefusals && notKept == 19, "names that are alike in their first 20 letters leave one")
        var faults: [Fault] = []
        _ = Posting.read(try read.told("review/7/2017-08-11").root, faults: &faults)
        #expect(faults.isEmpty)
    }

    @Test(arguments: ["", "A/1", "seven eight", "7\u{E9}"])
    func `names no child that could have a case`(child: String) {
        let read = read(names, "\(child),03/05/2005,11/08/2017,PN1")
        #expect(read.rows(.childUnusable) == [2] && read.report.refusedRows == 1)
    }

    @Test(arguments: [
        ("2017-reviews.csv", true), ("in/2017_Reviews.CSV", true), ("2017/reviews.csv", true), ("x/2017-18/reviews.csv", true),
        ("reviews.csv", false), ("2017-oc2.csv", false), ("2017-reviews.txt", false), ("1066-reviews.csv", false),
        ("2017reviews.csv", false),
    ])
    func `is known by its name`(name: String, isKnown: Bool) {
        let read = read(Array("\(names)\n\(good)\n".utf8), name)
        #expect(read.report.otherFiles.isEmpty == isKnown)
        #expect(read.report.faults.map(\.kind) == (isKnown ? [] : [.fileNotRead]))
        #expect(read.events.count == (isKnown ? 4 : 2))
    }

    @Test func `is not read for a table that was read already`() {
        let read = SSDA903Import(files: [header(2017), file("2017/header.csv", headerColumns, "8,1,03/05/2005,BCRB,,,")])
        #expect(read.report.otherFiles.map(\.name) == ["2017/header.csv"])
    }
}

@Suite("A report")
struct ReportTests {
    @Test func `shows ten places of each kind as text and all as JSON`() throws {
        let rows = (1...13).map { "\($0),9,03/05/2005,BCRB,,," }
        let text = ([headerColumns] + rows).joined(separator: "\n")
        let report = SSDA903Import(files: [SourceFile(name: "2017-header.csv", bytes: Array(text.utf8))]).report
        #expect(report.lines.contains("  Codes that are in no table: 13"))
        #expect(report.lines.contains("    2017-header.csv row 2 (child 1): SEX is \"9\"."))
        #expect(report.lines.contains("    … and 3 more"))
        #expect(report.lines.last == "13 rows read, 14 events made, 0 rows not taken.")
        var writer = JSONWriter()
        report.write(to: &writer)
        let json = try JSONDocument(writer.bytes).root
        let fault = try #require(json["faults"]?.firstElement)
        #expect(fault["kind"]?.string == "code_unknown" && fault["group"]?.string == "unclear" && fault["places"]?.count == 13)
        #expect(json["sources"]?.firstElement?["source"]?.string == "/ssda903/2017")
    }

    @Test func `shows kinds in the order of their table, each under its heading`() {
        let rows = ["1,9,31/02/2005,BCRB,,,", "1,9,31/02/2005,BCRB,,,", ",1,03/05/2005,BCRB,,,"]
        let text = ([headerColumns] + rows).joined(separator: "\n")
        let report = SSDA903Import(files: [SourceFile(name: "2017-header.csv", bytes: Array(text.utf8))]).report
        #expect(
            report.lines.filter { $0.hasPrefix("  ") && $0.hasSuffix(": 1") } == [
                "  Rows without a usable child identifier: 1",
                "  Dates that do not exist, lie before 1800, or are neither DD/MM/YYYY nor YYYY-MM-DD: 1",
                "  Codes that are in no table: 1", "  Rows that repeat another word for word: 1",
            ])
        #expect(ImportFault.Kind.fileNotRead < .rowMalformed && ImportFault.Kind.rowMalformed != .fileNotRead)
    }
}

@Suite("What the ledger refuses of an import")
struct RefusedEventTests {
    @Test func `is counted, and kept up to the limit, the first in the file's order`() {
        var report = SSDA903Import(files: []).report
        var refused = FaultBook()
        for row in (1...FaultBook.kept + 5).reversed() {
            refused.add(ImportFault(.heldOtherwise, Place(file: "a.csv", row: row), detail: ""))
        }
        refused.add(ImportFault(.refusedByLedger, Place(file: "a.csv", row: 1), detail: ""))
        report.add(new: 2, known: 3, refused: refused)
        #expect(report.posted?.new == 2 && report.posted?.known == 3 && report.posted?.refused == FaultBook.kept + 6)
        #expect(report.count(.heldOtherwise) == FaultBook.kept + 5 && report.count(.refusedByLedger) == 1)
        #expect(report.faults(.heldOtherwise).count == FaultBook.kept && report.faults(.refusedByLedger).count == 1)
        #expect(report.faults(.heldOtherwise).first?.place.row == 6 && report.hasRefusals)
    }
}
