import Events
import Import
import JSON
import Testing

@Suite("A broken census")
struct BrokenCensusTests {
    @Test func `that is cut off is read up to there`() throws {
        let whole = census(child("A1"), child("A2"), child("A3"))
        let cut = try #require(whole.firstRange(of: "<LAchildID>A3"))
        let read = readCensus(String(whole[..<cut.lowerBound]))
        #expect(try read.told().compactMap { $0["subject"] }.contains("case/A2") && read.report.rows == 3)
        #expect(read.report.faults(.fileBrokenOff).count == 1 && read.report.hasRefusals)
        #expect(read.report.refusedRows == 1 && read.report.faults(.childCutOff).map(\.child) == [nil])
        #expect(read.report.sources.first?.files.first?.sha256?.count == 64, "the digest is of the whole file all the same")
    }

    @Test func `whose entities explode is refused before they do`() {
        let bomb = """
            <?xml version="1.0"?><!DOCTYPE lolz [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">
            <!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;"><!ENTITY d "&c;&c;&c;&c;&c;&c;&c;&c;&c;&c;">
            <!ENTITY e "&d;&d;&d;&d;&d;&d;&d;&d;&d;&d;">]>
            """
        let read = readCensus(bomb + census(child("&e;")).drop { $0 != "\n" })
        #expect(read.events.isEmpty && read.report.hasRefusals)
        #expect(read.details(.fileNotRead).count == 1 && read.details(.fileNotRead)[0].contains("document type"))
    }

    @Test func `whose entities reach out is refused before they do`() {
        let reaching = "<?xml version=\"1.0\"?><!DOCTYPE m [<!ENTITY x SYSTEM \"file:///etc/passwd\">]>"
        let read = readCensus(reaching + census(child("&x;")).drop { $0 != "\n" })
        #expect(read.events.isEmpty && read.report.faults.allSatisfy { !$0.detail.contains("root:") })
        #expect(!read.details(.fileNotRead).isEmpty)
    }

    @Test func `with an entity that nobody defined is read up to there`() {
        let read = readCensus(census(child("A1"), child("A2", upn: "&nosuch;")))
        #expect(read.report.rows == 2 && read.report.refusedRows == 1 && read.report.faults(.fileBrokenOff).count == 1)
    }

    @Test func `that is cut off within a child's elements names the child, and takes no half a name for one`() throws {
        let whole = census(child("A1"), child("A2", details: "<Assessments></Assessments>"))
        let cut = try #require(whole.firstRange(of: "nts></Assessments>"))
        let read = readCensus(String(whole[..<cut.lowerBound]))
        #expect(read.details(.elementUnknown).isEmpty && read.report.faults(.childCutOff).map(\.child) == ["A2"])
        #expect(read.report.rows == 2 && read.report.refusedRows == 1)
        #expect(try !read.told().contains { $0["subject"] == "case/A2" })
    }

    @Test func `with a text too long to keep does not call it empty`() throws {
        let long = String(repeating: "x", count: 10_000)
        let read = readCensus(
            census(
                child("A1", details: "<CINclosureDate>2023-01-09</CINclosureDate><ReasonForClosure>\(long)</ReasonForClosure>")
                    .replacing("<ReferralSource>1A<", with: "<ReferralSource>\(long)<")))
        #expect(read.report.faults(.cellTooLong).count == 2 && read.report.hasRefusals)
        #expect(read.details(.endWithoutReason) == ["CINclosureDate is 9 January 2023, ReasonForClosure is left out."])
        #expect(read.details(.codeMissing) == ["ReferralSource in CINdetails is left out."])
        let closed = try read.told("child/A1/referral/2022-10-06/closed")
        #expect(closed.data("reasons")?.string == "stated at a length that was not kept")
    }

    @Test func `with a byte-order mark or in UTF-16 is read`() throws {
        let text = census(child("A1"))
        let marked = readCensus([[0xEF, 0xBB, 0xBF] + Array(text.utf8)])
        let wide = text.replacing("encoding=\"UTF-8\"", with: "encoding=\"UTF-16\"")
        let utf16: [UInt8] = [0xFF, 0xFE] + wide.utf16.flatMap { [UInt8($0 & 255), UInt8($0 >> 8)] }
        let plain = readCensus(text)
        #expect(marked.events == plain.events && readCensus([utf16]).events == plain.events)
        #expect(marked.report.faults.isEmpty)
    }

    @Test func `in another encoding than it says is told, and read up to there`() {
        var bytes = Array(census(child("A1"), child("Z\u{E9}")).utf8)
        if let at = bytes.firstIndex(of: 0xC3) { bytes.replaceSubrange(at...at + 1, with: [0xE9]) }
        let read = readCensus([bytes])
        #expect(read.report.rows == 2 && read.report.faults(.fileBrokenOff).count == 1 && read.report.hasRefusals)
        let latin = census(child("A1", details: "<CINclosureDate>\u{E9}</CINclosureDate>")).replacing("UTF-8", with: "ISO-8859-1")
        let declared = readCensus([latin.unicodeScalars.map { UInt8(truncatingIfNeeded: $0.value) }])
        #expect(declared.details(.dateUnreadable) == ["CINclosureDate is \"\u{E9}\"."])
    }

    @Test(arguments: ["2022-02-31", "06/10/22", "22-10-06", "yesterday", "2022-13-01"])
    func `with a day that does not exist keeps it as it stands`(date: String) throws {
        let read = readCensus(census(child("A1").replacing("2022-10-06", with: date), child("A2")))
        #expect(read.details(.dateUnreadable) == ["CINreferralDate is \"\(date)\"."])
        let kept = try read.told("child/A1/referral/undated")
        #expect(kept["type"] == "document.completed" && kept["cincinreferraldate"] == date)
        #expect(try read.ids().contains("child/A2/referral/2022-10-06/received"))
    }

    @Test func `dated after itself is kept as a document`() throws {
        let read = readCensus(
            census(child("A1", details: "<CINclosureDate>2023-05-24</CINclosureDate><ReasonForClosure>RC7</ReasonForClosure>")))
        #expect(read.report.faults(.afterSource).count == 1)
        #expect(try read.told("child/A1/referral/2022-10-06/closed/ahead")["type"] == "document.completed")
    }

    @Test func `about a child long before its birth says so, and not about one that is expected`() {
        let late = readCensus(census(child("A1", born: "2024-01-01")))
        #expect(late.report.faults(.beforeBirth).count == 1)
        #expect(readCensus(census(child("A1", born: "2023-02-01"))).report.faults(.beforeBirth).isEmpty)
    }

    @Test func `with one child twice keeps both, and says so`() throws {
        let read = readCensus(census(child("A1"), child("A1").replacing("N4", with: "N1")))
        #expect(read.report.faults(.childRepeated).count == 1)
        #expect(try read.ids().count { $0 == "child/A1/referral/2022-10-06/received" } == 2)
    }

    @Test func `with one child twice and born on two days says so`() throws {
        let read = readCensus(census(child("A1"), child("B2"), child("A1", born: "2015-03-28"), child("B2")))
        #expect(read.report.faults(.childRepeated).count == 2)
        let told = read.details(.birthDisagrees)
        #expect(told.count == 1 && told[0].hasPrefix("Born on 28 March 2015; line ") && told[0].hasSuffix(" says 27 March 2015."))
    }

    @Test func `with what followed a referral dated before it says so, of whatever kind`() {
        let read = readCensus(
            census(
                child(
                    "A1",
                    details: """
                        <DateOfInitialCPC>2022-09-01</DateOfInitialCPC>
                        <ChildProtectionPlans><CPPstartDate>2022-09-02</CPPstartDate><InitialCategoryOfAbuse>NEG</InitialCategoryOfAbuse></ChildProtectionPlans>
                        <PreProceedingsandFGDM><PPStartDate>2022-09-03</PPStartDate></PreProceedingsandFGDM>
                        """)))
        #expect(
            read.details(.beforeReferral) == [
                "DateOfInitialCPC is 1 September 2022, the referral is of 6 October 2022.",
                "CPPstartDate is 2 September 2022, the referral is of 6 October 2022.",
                "PPStartDate is 3 September 2022, the referral is of 6 October 2022.",
            ])
        #expect(
            readCensus(census(child("A1", details: "<DateOfInitialCPC>2022-10-06</DateOfInitialCPC>"))).details(.beforeReferral)
                .isEmpty)
    }

    @Test func `that numbers a child anew is told by the pupil number`() {
        let read = readCensus(census(child("A1", upn: "A123456789123")), census(child("B7", upn: "A123456789123")))
        #expect(read.details(.childRenumbered) == ["UPN A123456789123 stands with child A1 in census-1.xml."])
    }

    @Test func `with a control character in a text loses that text`() throws {
        let read = readCensus(census(child("A1").replacing("<ReferralSource>1A<", with: "<ReferralSource>1\nA<")))
        #expect(read.details(.cellControl) == ["ReferralSource holds a line break or another control character; it is left out."])
        #expect(read.details(.codeMissing) == ["ReferralSource in CINdetails is left out."] && read.report.hasRefusals)
        #expect(try refused(read).isEmpty)
    }

    @Test func `with a list of a thousand factors keeps as many as the ledger takes`() throws {
        let factors = String(repeating: "<AssessmentFactors>1A</AssessmentFactors>", count: 1_000)
        let list =
            "<Assessments><AssessmentActualStartDate>2022-10-07</AssessmentActualStartDate>"
            + "<FactorsIdentifiedAtAssessment>\(factors)</FactorsIdentifiedAtAssessment></Assessments>"
        let read = readCensus(census(child("A1", details: list)))
        #expect(try refused(read).isEmpty && read.details(.cellNotKept).count == 1)
    }

    /// What the ledger would say of the events.
    private func refused(_ read: Finished) throws -> [Fault] {
        var faults: [Fault] = []
        for told in try read.told() { _ = Posting.read(told.root, faults: &faults) }
        return faults
    }

    @Test func `with a child of ten megabytes of text loses that text`() throws {
        let long = String(repeating: "x", count: 10_000_000)
        let read = readCensus(census(child("A1", upn: long), child("A2")))
        #expect(
            read.report.faults(.cellTooLong).map(\.detail) == [
                "UPN holds 10000000 bytes, where 160 are the most; it is left out."
            ])
        #expect(read.report.rows == 2 && read.report.refusedRows == 0)
    }

    @Test func `with an element without end is refused where it grows too long`() {
        let read = readCensus(
            census(child("A1"), "<Child><ChildIdentifiers><LAchildID>" + String(repeating: "x", count: 40 << 20)))
        #expect(read.report.rows == 2 && read.details(.fileBrokenOff).first?.contains("16 MiB") == true)
    }

    @Test func `with elements missing, extra, renamed or out of place says which`() {
        let text = census(child("A1"), child("A2"))
            .replacing("<ReferralSource>1A</ReferralSource>", with: "<ReferalSource>1A</ReferalSource>stray")
        let read = readCensus(text)
        #expect(
            read.details(.elementUnknown).contains("CINdetails has no element ReferalSource; it is kept. Is it ReferralSource?"))
        #expect(read.details(.elementUnknown).contains { $0.contains("\"stray\"") })
        #expect(read.report.faults(.codeMissing).count == 2 && read.report.rows == 2)
    }

    @Test(arguments: ["", "A/1", "seven eight"]) func `names no child that could have a case`(id: String) {
        let read = readCensus(census(child(id), child("A2")))
        #expect(read.report.refusedRows == 1 && read.report.faults(.childUnusable).count == 1 && read.report.hasRefusals)
    }

    @Test(arguments: ["", "CHILD,DOB\n1,2", "<html><body>no census</body></html>"])
    func `that is none is not read`(text: String) {
        let read = readCensus(text)
        #expect(read.events.isEmpty && read.report.hasRefusals && !read.details(.fileNotRead).isEmpty)
    }
}
