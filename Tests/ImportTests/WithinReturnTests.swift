import Events
import Import
import JSON
import Testing

@Suite("One return")
struct WithinReturnTests {
    @Test func `states of each child who they are, as known when it closed`() throws {
        let read = SSDA903Import(files: [
            file("2017-header.csv", headerColumns, "7,2,03/05/2005,BCRB,A123456789012,1,21/11/2017", "8,3,,REFU,UN1,,")
        ])
        let person = try read.told("header/7")
        #expect(person["type"] == "person.recorded" && person["time"] == "2018-03-31T00:00:00Z")
        #expect(person.data("date_of_birth")?.string == "2005-05-03" && person.data("sex")?.string == "female")
        #expect(person.data("ethnicity")?.string == "Caribbean (BCRB)" && person["ssdaupn"] == "A123456789012")
        #expect(try read.told("header/7/child").data("date_of_birth")?.string == "2017-11-21")
        let other = try read.told("header/8")
        #expect(other.data("sex")?.string == "3" && other.data("ethnicity") == nil && other.data("date_of_birth") == nil)
        #expect(read.rows(.codeUnknown) == [3] && read.rows(.dateMissing) == [3])
    }

    @Test func `states reviews with the child's part in them`() throws {
        let read = SSDA903Import(files: [
            header(2017),
            file(
                "2017-reviews.csv", "CHILD,DOB,REVIEW,REVIEW_CODE", "7,03/05/2005,11/08/2017,PN5", "7,03/05/2005,12/09/2018,PN1",
                "7,04/05/2005,13/09/2017,PN0", "7,03/05/2005,01/05/2005,PN0"),
        ])
        let review = try read.told("review/7/2017-08-11")
        #expect(review["type"] == "meeting.held" && review.data("meeting_type")?.string == "looked_after_review")
        let child = try #require(review.data("participants")?.firstElement)
        #expect(child["attended"]?.bool == false && child["participation"]?.string == "through an advocate whom they had briefed")
        #expect(try read.told("review/7/2017-09-13").data("participants") == nil)
        #expect(read.rows(.reviewAfterReturn) == [3] && read.rows(.birthDisagrees) == [4])
        #expect(read.rows(.ageDisagrees) == [4] && read.rows(.beforeBirth) == [5])
    }

    @Test func `states absences, care leavers and asylum seekers`() throws {
        let read = SSDA903Import(files: [
            header(2017),
            file(
                "2017-missing.csv", "CHILD,DOB,MISSING,MIS_START,MIS_END", "7,03/05/2005,M,26/02/2018,11/03/2018",
                "7,03/05/2005,A,30/03/2018,"),
            file("2017-oc3.csv", "CHILD,DOB,IN_TOUCH,ACTIV,ACCOM", "7,03/05/2005,DIED,0,S1"),
            file("2017-uasc.csv", "CHILD,SEX,DOB,DUC", "7,2,03/05/2005,04/05/2023"),
        ])
        #expect(
            try read.caseTopics() == [
                "header/7", "missing/7/2018-02-26/started", "missing/7/2018-02-26/ended", "missing/7/2018-03-30/started",
                "care-leaver/7", "care-leaver/7/death", "uasc/7",
            ])
        #expect(try read.told("missing/7/2018-02-26/ended").data("outcome")?.string == "other")
        #expect(try read.told("care-leaver/7/death").data("deceased")?.bool == true)
        #expect(
            try read.told("care-leaver/7").data("summary")?.string
                == "Care leaver: in touch: no, the young person died (DIED); main activity: not returned (0); accommodation: S1")
        #expect(read.rows(.codeUnknown) == [2] && read.rows(.ceasesAfterReturn) == [2])
    }

    @Test func `keeps rows that differ about the same thing, and tells which they are`() throws {
        let rows = [
            "7,01/06/2017,P,C2,N1,U4,PR1,,,,V28 5OY,H8 7NR,1679094", "7,01/06/2017,P,C2,N1,U4,PR1,,,,V28 5OY,H8 7NR,9999999",
            "7,01/06/2017,P,C2,N1,U4,PR1,,,,V28 5OY,H8 7NR,1679094",
        ]
        func read(_ rows: [String]) throws -> [[String?]] {
            let text = ([episodeColumns] + rows).joined(separator: "\n")
            let read = SSDA903Import(files: [header(2017), SourceFile(name: "2017-episodes.csv", bytes: Array(text.utf8))])
            #expect(read.report.faults(.rowRepeated).count == 1 && read.report.faults(.rowsDisagree).count == 2)
            #expect(read.report.sources.first?.files.last?.repeatedRows == 1)
            let told = try read.told().filter { $0.topic == "episode/7/2017-06-01/placement-started" }
            return told.map { [$0["ssdaurn"], $0["id"]] }.sorted { ($0[0] ?? "") < ($1[0] ?? "") }
        }
        let told = try read(rows)
        #expect(told.map { $0[0] } == ["1679094", "9999999"] && told[0][1] != told[1][1])
        #expect(try read(rows.reversed()) == told)
    }

    @Test func `names each statement by itself, whatever other rows there are`() throws {
        func read(_ rows: String...) throws -> (cases: Set<String>, table: String?) {
            let text = (["CHILD,DOB,MISSING,MIS_START,MIS_END"] + rows).joined(separator: "\n")
            let told = try SSDA903Import(files: [SourceFile(name: "2017-missing.csv", bytes: Array(text.utf8))]).told()
            return (
                Set(told.filter { $0["subject"] == "case/7" }.compactMap { $0["id"] }),
                told.first { $0["subject"] == "service/ssda903" }?["id"]
            )
        }
        let stated = "7,03/05/2005,M,26/02/2018,11/03/2018"
        let first = try read(stated)
        let corrected = try read("7,03/05/2005,M,26/02/2018,15/03/2018", stated, "7,03/05/2005,M,26/02/2018,09/03/2018")
        #expect(first.cases.count == 2 && corrected.cases.count == 6 && first.cases.isSubset(of: corrected.cases))
        #expect(first.table != corrected.table)
        // The file is another, though it says as much.
        #expect(try read("7,03/05/2005,M,26/02/2018,12/03/2018").table != first.table)
    }

    @Test func `is compared with what it says of changes`() throws {
        func faults(_ rows: String...) -> [ImportFault.Kind] {
            let text = ([episodeColumns] + rows).joined(separator: "\n")
            return SSDA903Import(files: [header(2017), SourceFile(name: "2017-episodes.csv", bytes: Array(text.utf8))])
                .report.faults.map(\.kind)
        }
        let first = "7,09/04/2017,S,C1,N1,U4,PR1,01/06/2017,X1,,A1 1AA,B1 1BB,1679094"
        #expect(faults(first, "7,01/06/2017,L,C2,N1,U4,PR1,,,,A1 1AA,B1 1BB,1679094") == [])
        #expect(faults(first, "7,01/06/2017,L,C1,N1,U4,PR1,,,,A1 1AA,B1 1BB,1679094") == [.changeNotShown])
        #expect(faults(first, "7,01/06/2017,P,C2,N1,U4,PR1,,,,A1 1AA,C1 1CC,1679094") == [.changeNotShown])
        #expect(faults(first, "7,01/06/2017,S,C2,N1,U4,PR1,,,,A1 1AA,C1 1CC,1679094") == [.notContinuous])
        #expect(faults(first, "7,05/06/2017,P,C1,N1,U4,PR1,,,,A1 1AA,C1 1CC,1679094") == [.notContinuous, .continuationMissing])
        #expect(
            faults(first, "7,01/05/2017,S,C1,N1,U4,PR1,,,,A1 1AA,C1 1CC,1679094") == [.episodesOverlap, .continuationMissing])
        #expect(
            faults("7,09/04/2017,S,C1,N1,U4,PR1,01/06/2017,,,A1 1AA,B1 1BB,1679094") == [.endWithoutReason])
        #expect(faults("7,09/04/2017,S,D1,N1,U4,PR1,,,,A1 1AA,B1 1BB,1679094") == [.codeNotOfItsTime])
    }

    @Test func `has a fault for each child without a header, once`() {
        let read = SSDA903Import(files: [
            header(2017),
            file(
                "2017-reviews.csv", "CHILD,DOB,REVIEW,REVIEW_CODE", "9,03/05/2005,11/08/2017,PN5", "9,03/05/2005,11/09/2017,PN5",
                "7,03/05/2005,11/08/2017,PN5"),
        ])
        #expect(read.rows(.headerMissing) == [2])
        let none = SSDA903Import(files: [file("2017-reviews.csv", "CHILD,DOB,REVIEW,REVIEW_CODE", "9,03/05/2005,11/08/2017,PN5")])
        #expect(none.rows(.headerMissing).isEmpty && none.rows(.tableMissing) == [nil])
    }

    @Test func `says nothing of days still to come, and nothing before it has closed`() throws {
        let files = [
            header(2017), file("2017-reviews.csv", "CHILD,DOB,REVIEW,REVIEW_CODE", "7,03/05/2005,11/08/2027,PN5"), header(2018),
        ]
        let now = try #require(Instant("2018-06-01T00:00:00Z"))
        let read = SSDA903Import(files: files, now: now)
        let ahead = try read.told("review/7/2027-08-11/ahead")
        #expect(
            ahead["type"] == "document.completed" && ahead["time"] == "2018-03-31T00:00:00Z"
                && ahead["ssdareview"] == "11/08/2027")
        #expect(ahead.data("children")?.count == 1)
        #expect(read.rows(.stillToCome) == [2])
        #expect(read.report.otherFiles.map(\.name) == ["2018-header.csv"] && read.report.hasRefusals)
        #expect(try SSDA903Import(files: files).told("review/7/2027-08-11")["type"] == "meeting.held")
    }
}
