import Events
import Foundation
import Import
import JSON
import Support
import Testing

@Suite("An Annex A workbook")
struct AnnexATests {
    private func sample() throws -> [SourceFile] { try sharedFiles("annex-a", ["Annex_A_2024_Jan.xlsx"]) }

    /// The days that Python finds in a list, and the type of the event that each becomes.
    private static let days: [(list: Int, column: String, type: String)] = [
        (1, "Date of Contact", "referral.received"), (3, "Date of Referral", "referral.received"),
        (2, "Assessment completion date", "assessment.completed"),
        (4, "Continuous Assessment Date of Authorisation", "assessment.approved"),
        (5, "Date of Initial Child Protection Conference", "meeting.held"), (6, "CIN Start Date", "case.opened"),
        (7, "Child Protection Plan Start Date", "plan.agreed"), (7, "Child Protection Plan End Date", "plan.ended"),
        (8, "Start Date of Most Recent Placement", "placement.started"), (8, "Date Ceased to be Looked After", "status.ended"),
        (10, "Date of Placement Order", "status.started"), (10, "Date of Adoption Order", "legal_milestone.recorded"),
        (11, "Date Stage 2 ended", "case_note.entered"),
    ]

    @Test func `is counted as Python counts it`() async throws {
        let files = try sample()
        guard try await Tool.pythonHas("openpyxl") else { try Test.cancel("Python has no package openpyxl") }
        let oracle = try await Tool.oracle("count_annex_a.py", files.map(\.name))
        #expect(oracle.status == 0)
        let sheets = try #require(try JSONDocument(oracle.output).root["sheets"])
        let read = Finished(AnnexAImport.run(files))
        #expect(read.report.sources.count == 11 && sheets.count == 11)
        let told = try read.told()
        for (number, (stated, source)) in zip(1..., zip(sheets.elements, read.report.sources)) {
            let file = try #require(source.files.first)
            #expect(stated["rows"]?.integer == Int64(file.rows), "list \(number)")
            func found(_ kind: ImportFault.Kind) -> [ImportFault] {
                read.report.faults(kind).filter { $0.place.sheet == "List \(number)" }
            }
            #expect(stated["errors"]?.integer == Int64(found(.cellError).count))
            let formulas = stated["formulas"]?.integer ?? 0
            #expect(found(.formulaRead).map(\.detail) == (formulas > 0 ? ["\(formulas) cells hold formulas."] : []))
            let people = Set(stated["people"]?.elements.compactMap(\.string) ?? [])
            let prefix = number == 11 ? "case/adopter-" : "case/"
            let subjects = Set(told.filter { $0.place.sheet == "List \(number)" }.compactMap { $0["subject"] })
            #expect(subjects == Set(people.map { prefix + $0 }))
            for (_, column, type) in Self.days.filter({ $0.list == number }) {
                let days = stated["dates"]?[column]?.elements.compactMap(\.string).compactMap { Day($0) } ?? []
                let times = told.filter { $0.place.sheet == "List \(number)" && $0["type"] == type }.compactMap { $0["time"] }
                #expect(!days.isEmpty && days.allSatisfy { times.contains("\($0)T00:00:00Z") }, "\(column)")
            }
        }
    }

    @Test func `makes events that the schemas accept`() async throws {
        let files = try sample()
        guard try await Tool.pythonHas("jsonschema") else { try Test.cancel("Python has no package jsonschema") }
        let read = Finished(AnnexAImport.run(files))
        let check = try await Tool.oracle("check_events.py", [], input: read.text)
        #expect(check.status == 0, "\(String(decoding: check.output.prefix(2000), as: UTF8.self))")
        #expect(read.events == Finished(AnnexAImport.run(files)).events, "and the same every time")
        for told in try read.told() {
            var faults: [Fault] = []
            _ = Posting.read(told.root, faults: &faults)
            #expect(faults.isEmpty)
        }
    }

    @Test func `keeps when its lists were made`() throws {
        let files = try sample()
        let read = Finished(AnnexAImport.run(files))
        let said = Set(try read.told().compactMap { $0["enteredtime"] })
        #expect(said.count == 1)
        let told = Finished(AnnexAImport.run(files, made: Instant("2024-02-01T12:00:00Z")))
        #expect(Set(try told.told().compactMap { $0["enteredtime"] }) == ["2024-02-01T12:00:00Z"])
    }
}

@Suite("A workbook as bad as real ones")
struct BrokenWorkbookTests {
    /// Makes the workbooks, and reads one of them.
    private func read(_ name: String, made: Instant? = nil) async throws -> Finished {
        try await TemporaryDirectory.run { directory in
            let done = try await Tool.oracle("make_workbooks.py", [directory.path, name])
            try #require(done.status == 0)
            let bytes = Array(try Data(contentsOf: URL(filePath: directory.path).appending(path: name)))
            return Finished(AnnexAImport.run([SourceFile(name: name, bytes: bytes)], made: made))
        }
    }

    private func contacts(_ read: Finished) throws -> [Told] {
        try read.told().filter { $0["type"] == "referral.received" }
    }

    private func times(_ read: Finished) throws -> [String?] { try contacts(read).map { $0["time"] } }

    @Test func `with merged names, a title above them and empty rows is read`() async throws {
        let read = try await read("headers.xlsx")
        #expect(try contacts(read).compactMap { $0["subject"] } == ["case/1", "case/2"])
        #expect(read.report.rows == 2 && read.report.refusedRows == 0 && read.report.faults(.columnMissing).isEmpty)
        #expect(read.details(.rowBlank) == ["3 rows say nothing; the first is row 5."])
    }

    @Test func `gives days as serial numbers or as text, all of them days`() async throws {
        #expect(Set(try times(try await read("dates.xlsx"))) == ["2020-09-16T00:00:00Z"])
        #expect(Set(try times(try await read("dates-1904.xlsx"))) == ["2020-09-16T00:00:00Z"])
    }

    @Test func `with days that do not exist keeps them as they stand`() async throws {
        let read = try await read("bad-dates.xlsx")
        #expect(try contacts(read).isEmpty && read.report.faults(.dateUnreadable).count == 6)
        #expect(read.details(.dateUnreadable).contains("Date of Contact is \"31/02/2019\"."))
        #expect(read.details(.dateUnreadable).contains("Date of Contact is \"1900-02-29\"."))
        let kept = try read.told().filter { $0["type"] == "document.completed" }
        #expect(kept.contains { $0["axacontactdate"] == "16/09/20" })
    }

    @Test func `with formulas gives the values last computed, and says so`() async throws {
        let read = try await read("formulas.xlsx")
        #expect(try contacts(read).compactMap { $0["subject"] } == ["case/1", "case/3", "case/4"])
        #expect(read.details(.formulaRead) == ["3 cells hold formulas."] && read.rows(.formulaEmpty) == [3])
        #expect(read.details(.cellError) == ["Contact Source is #N/A; the cell says nothing."])
    }

    @Test func `with macros is read, and nothing of them is run`() async throws {
        let read = try await read("macros.xlsm")
        #expect(try contacts(read).count == 1 && read.report.faults(.macrosIgnored).count == 1)
    }

    @Test func `with rows merged loses those that then say nothing, and says which`() async throws {
        let read = try await read("merged-rows.xlsx")
        #expect(read.rows(.childUnusable) == [3] && read.details(.cellsMerged) == ["Merged among the rows: A2:A3."])
        #expect(try contacts(read).count == 1 && read.report.hasRefusals)
    }

    @Test func `with columns renamed, extra or without a name says which`() async throws {
        let read = try await read("extra-columns.xlsx")
        #expect(read.details(.columnMissing) == ["There is no column Contact Source. Is it the column Contact Sources?"])
        #expect(read.details(.columnUnknown).contains { $0.contains("Ward") && $0.contains("kept as axaward") })
        #expect(try contacts(read).first?["axaward"] == "Hanover")
        #expect(read.details(.columnUnknown).contains { $0.contains("stands under no name") })
    }

    @Test func `with a cell of ten megabytes loses that cell`() async throws {
        let read = try await read("long.xlsx")
        #expect(read.report.faults(.cellTooLong).count == 1 && read.report.refusedRows == 0)
        #expect(try contacts(read).count == 2)
    }

    @Test func `with a row of a number that no sheet has is read up to there`() async throws {
        let read = try await read("row-late.xlsx")
        #expect(read.details(.sheetNotRead).contains { $0.contains("behind row 51") && $0.contains("1 to 1048576") })
        #expect(try contacts(read).count == 50 && read.report.hasRefusals)
    }

    @Test func `that does not say when it was saved asks for it`() async throws {
        let read = try await read("undated.xlsx")
        #expect(read.events.isEmpty && read.details(.fileNotRead).first?.contains("--entered") == true)
        let told = try await self.read("undated.xlsx", made: Instant("2024-01-31T09:00:00Z"))
        #expect(try contacts(told).count == 1)
    }

    @Test func `dated after itself is kept as a document`() async throws {
        let read = try await read("future.xlsx")
        #expect(try contacts(read).isEmpty && read.report.faults(.afterSource).count == 1)
    }

    @Test func `dated before the child was born, or with two days of birth, says so`() async throws {
        let read = try await read("born.xlsx")
        #expect(read.rows(.beforeBirth) == [2] && read.rows(.birthDisagrees) == [3])
        #expect(try contacts(read).count == 2)
    }

    @Test func `with other sheets reads the lists wherever they are`() async throws {
        let read = try await read("sheets.xlsx")
        #expect(read.report.faults(.sheetUnknown).map(\.place.sheet) == ["Guidance"])
        #expect(read.report.faults(.sheetNotRead).map(\.place.sheet) == ["List 1"])
        #expect(try contacts(read).compactMap { $0["subject"] } == ["case/7"])
        let allocated = try read.told().first { $0["type"] == "case.allocated" }
        #expect(allocated?.data("worker")?["name"]?.string == "A. Worker", "without the blank that does not break")
        #expect(allocated?.data("worker")?["team"]?.string == "Team 1")
        #expect(read.report.faults(.tableMissing).count == 10)
    }

    @Test(arguments: [
        ("bomb.xlsx", "16 MiB"), ("entities.xlsx", "document type"), ("no-workbook.xlsx", "no workbook"), ("cut.xlsx", "archive"),
        ("old.xls", "save it as .xlsx"), ("text.xlsx", "no zip archive"), ("row-beyond.xlsx", "behind row 2"),
        ("row-below.xlsx", "behind row 2"), ("row-none.xlsx", "behind row 2"),
    ])
    func `that is none, is cut off, or would exhaust the reader is refused`(name: String, says: String) async throws {
        let read = try await read(name)
        #expect(read.events.isEmpty && read.report.hasRefusals)
        let told = read.details(.fileNotRead) + read.details(.sheetNotRead)
        #expect(told.contains { $0.contains(says) }, "\(told)")
    }
}
