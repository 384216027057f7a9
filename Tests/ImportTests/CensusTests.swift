import Events
import Import
import JSON
import Support
import Testing

@Suite("A children in need census")
struct CensusTests {
    private static let samples = ["BAR_cin_2022.xml", "CIN2rows.xml", "CIN_Census_2026.xml"]

    @Test func `is counted as Python counts it`() async throws {
        let files = try sharedFiles("cin-census", Self.samples)
        guard try await Tool.pythonHas("lxml") else { try Test.cancel("Python has no package lxml") }
        let oracle = try await Tool.oracle("count_cin_census.py", files.map(\.name))
        #expect(oracle.status == 0)
        let counted = try JSONDocument(oracle.output).root
        let read = Finished(CensusImport.run(files.map(ByteSource.init)))
        #expect(read.report.sources.count == 3 && counted.count == 3)
        for (stated, source) in zip(counted.elements, read.report.sources) {
            for count in source.counts { #expect(stated["counts"]?[count.name]?.integer == Int64(count.value), "\(count.name)") }
            let file = try #require(source.files.first)
            #expect(stated["counts"]?["children"]?.integer == Int64(file.rows) && file.refusedRows == 0)
            func found(_ kind: ImportFault.Kind) -> Int64 {
                Int64(read.report.faults(kind).count { $0.place.file == file.name })
            }
            #expect(stated["after_source"]?.integer == found(.afterSource))
            #expect(stated["repeated"]?.integer == found(.rowRepeated))
            let people = try read.told().filter { $0.place.file == file.name && $0["type"] == "person.recorded" }
            #expect(people.compactMap { $0.data("person")?.string } == stated["ids"]?.elements.compactMap(\.string))
        }
    }

    @Test func `makes events that the schemas accept`() async throws {
        let files = try sharedFiles("cin-census", Self.samples)
        guard try await Tool.pythonHas("jsonschema") else { try Test.cancel("Python has no package jsonschema") }
        let read = Finished(CensusImport.run(files.map(ByteSource.init)))
        let check = try await Tool.oracle("check_events.py", [], input: read.text)
        #expect(check.status == 0, "\(String(decoding: check.output.prefix(2000), as: UTF8.self))")
        let refused = try read.told().filter { told in
            var faults: [Fault] = []
            return Posting.read(told.root, faults: &faults) == nil || !faults.isEmpty
        }
        #expect(refused.isEmpty)
    }

    @Test func `keeps what happened, what it says and when it was made apart`() throws {
        let read = readCensus(
            census(child("A1", details: "<CINclosureDate>2023-02-27</CINclosureDate><ReasonForClosure>RC7</ReasonForClosure>")))
        let referral = try read.told("child/A1/referral/2022-10-06/received")
        #expect(referral["source"] == "/cin-census/201/2023/001" && referral["subject"] == "case/A1")
        #expect(referral["time"] == "2022-10-06T00:00:00Z" && referral["timeprecision"] == "day")
        #expect(referral["enteredtime"] == "2023-05-23T10:14:05Z" && referral["actor"] == "unknown")
        #expect(referral.data("from_role")?.string == "family" && referral["cinreferralsource"] == "1A")
        #expect(try read.told("child/A1/referral/2022-10-06/closed").data("reasons")?.string?.hasSuffix("(RC7)") == true)
        #expect(read.report.faults.isEmpty && !read.report.hasRefusals)
    }

    @Test func `states assessments, enquiries, conferences, plans and reviews on their days`() throws {
        let read = readCensus(
            census(
                child(
                    "A1",
                    details: """
                        <Assessments><AssessmentActualStartDate>2022-10-07</AssessmentActualStartDate>
                        <AssessmentAuthorisationDate>2022-11-30</AssessmentAuthorisationDate><FactorsIdentifiedAtAssessment>
                        <AssessmentFactors>3B</AssessmentFactors><AssessmentFactors>16A</AssessmentFactors></FactorsIdentifiedAtAssessment></Assessments>
                        <CINPlanDates><CINPlanStartDate>2022-12-01</CINPlanStartDate><CINPlanEndDate>2022-12-20</CINPlanEndDate></CINPlanDates>
                        <Section47><S47ActualStartDate>2022-12-10</S47ActualStartDate><DateOfInitialCPC>2022-12-20</DateOfInitialCPC>
                        <ICPCnotRequired>0</ICPCnotRequired></Section47>
                        <ChildProtectionPlans><CPPstartDate>2022-12-20</CPPstartDate><InitialCategoryOfAbuse>NEG</InitialCategoryOfAbuse>
                        <LatestCategoryOfAbuse>NEG</LatestCategoryOfAbuse><NumberOfPreviousCPP>0</NumberOfPreviousCPP>
                        <Reviews><CPPreviewDate>2023-03-14</CPPreviewDate></Reviews></ChildProtectionPlans>
                        """)))
        let stem = "child/A1/referral/2022-10-06"
        #expect(
            Set(try read.ids()) == [
                "child/A1/person", "\(stem)/received", "\(stem)/opened", "\(stem)/assessment/2022-10-07/started",
                "\(stem)/assessment/2022-10-07/completed", "\(stem)/assessment/2022-10-07/approved",
                "\(stem)/child-in-need-plan/2022-12-01/status-started", "\(stem)/child-in-need-plan/2022-12-01/agreed",
                "\(stem)/child-in-need-plan/2022-12-01/status-ended", "\(stem)/child-in-need-plan/2022-12-01/ended",
                "\(stem)/section-47/2022-12-10/started", "\(stem)/conference/2022-12-20",
                "\(stem)/child-protection-plan/2022-12-20/status-started", "\(stem)/child-protection-plan/2022-12-20/agreed",
                "\(stem)/child-protection-plan/2022-12-20/review/2023-03-14",
            ])
        let completed = try read.told("\(stem)/assessment/2022-10-07/completed")
        #expect(
            completed.data("issues_identified")?.elements.compactMap(\.string) == [
                "domestic abuse: a parent or carer (3B)", "neglect (16A)",
            ])
        let started = try read.told("\(stem)/assessment/2022-10-07/started")
        #expect(completed.data("based_on")?.firstElement?.string == started["id"], "the assessment that was started")
        #expect(read.report.faults.isEmpty)
    }

    @Test func `says the same every time, and another thing where it says another`() throws {
        let once = readCensus(census(child("A1")))
        #expect(readCensus(census(child("A1"))).events == once.events)
        let other = readCensus(census(child("A1").replacing("N4", with: "N5")))
        let (a, b) = (try once.told(), try other.told())
        #expect(zip(a, b).filter { $0["id"] != $1["id"] }.map { $0.0["type"] } == ["referral.received", "case.opened"])
    }

    @Test func `gives its own date, or is not read`() throws {
        let none = census(child("A1")).replacing("<DateTime>2023-05-23T11:14:05</DateTime>", with: "")
        #expect(try readCensus(none).told("child/A1/person")["enteredtime"] == "2023-03-31T00:00:00Z", "its reference date")
        let nothing = none.replacing("<ReferenceDate>2023-03-31</ReferenceDate>", with: "")
        let refused = readCensus(nothing)
        #expect(refused.events.isEmpty && refused.report.hasRefusals && refused.report.refusedRows == 1)
        let told = Finished(
            CensusImport.run(
                [ByteSource(SourceFile(name: "a.xml", bytes: Array(nothing.utf8)))], made: Instant("2023-06-01T09:00:00Z")))
        #expect(try told.told("child/A1/person")["enteredtime"] == "2023-06-01T09:00:00Z")
    }
}
