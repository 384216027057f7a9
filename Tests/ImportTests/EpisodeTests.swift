import Import
import JSON
import Testing

@Suite("An episode of care")
struct EpisodeTests {
    private func read(_ rows: String..., year: Int = 2017) -> SSDA903Import {
        let text = ([episodeColumns] + rows).joined(separator: "\n") + "\n"
        return SSDA903Import(files: [header(year), SourceFile(name: "\(year)-episodes.csv", bytes: Array(text.utf8))])
    }

    private func ids(_ read: SSDA903Import) throws -> [String] {
        try read.caseTopics().filter { $0.hasPrefix("episode/") }.map { String($0.dropFirst("episode/7/".count)) }
    }

    @Test func `that starts care begins a status, a legal status and a placement, on its day`() throws {
        let read = read("7,09/04/2017,S,C2,N1,U4,PR1,,,,V28 5OY,H8 7NR,1679094")
        #expect(
            try ids(read) == [
                "2017-04-09/looked-after-started", "2017-04-09/legal-status-started", "2017-04-09/placement-started",
            ])
        let status = try read.told("episode/7/2017-04-09/looked-after-started")
        #expect(status["source"] == "/ssda903/2017" && status["subject"] == "case/7" && status["actor"] == "unknown")
        #expect(status["time"] == "2017-04-09T00:00:00Z" && status["timeprecision"] == "day")
        #expect(status["enteredtime"] == "2018-03-31T00:00:00Z")
        #expect(status.data("status")?.string == "looked_after")
        #expect(status.data("reasons")?.string == "Main need: abuse or neglect (N1)")
        #expect(status["ssdals"] == "C2" && status["ssdaplpost"] == "H8 7NR" && status["ssdarec"] == nil)
        #expect(status.place == Place(file: "2017-episodes.csv", row: 2))
        let placement = try read.told("episode/7/2017-04-09/placement-started")
        #expect(placement.data("placement_type")?.string == "foster")
        #expect(placement.data("legal_status")?.string == "care_order")
        #expect(placement.data("first_care_episode")?.bool == true)
        #expect(placement.data("home") == nil, "an agency's URN names no home")
        #expect(read.report.faults.isEmpty)
    }

    @Test func `with a new legal status leaves the placement as it is`() throws {
        let read = read(
            "7,09/04/2017,S,C1,N1,K2,PR1,01/06/2017,X1,,V28 5OY,H8 7NR,1679094",
            "7,01/06/2017,L,C2,N1,K2,PR1,01/07/2017,E4A,,V28 5OY,H8 7NR,1679094")
        #expect(
            try ids(read) == [
                "2017-04-09/looked-after-started", "2017-04-09/legal-status-started", "2017-04-09/placement-started",
                "2017-04-09/legal-status-ended", "2017-06-01/legal-status-started", "2017-06-01/looked-after-ended",
                "2017-06-01/legal-status-ended", "2017-06-01/placement-ended",
            ])
        let end = try read.told("episode/7/2017-06-01/placement-ended")
        #expect(end.data("placement")?.string == (try read.told("episode/7/2017-04-09/placement-started"))["id"])
        #expect(end.data("placement_type")?.string == "residential")
        #expect(end.data("ending_reason")?.string == "returned_home")
        #expect(end["ssdadec"] == "01/07/2017" && end["ssdals"] == nil)
        #expect(try read.told("episode/7/2017-04-09/placement-started").data("home")?.string == "URN 1679094")
        #expect(try read.told("episode/7/2017-06-01/looked-after-ended").data("outcome")?.string == "returned_home")
        #expect(read.report.faults.isEmpty)
    }

    @Test func `with a legal status the vocabulary has no word for is noted on its day`() throws {
        let read = read(
            "7,01/06/2017,L,L3,N1,U4,PR1,05/06/2017,X1,,V28 5OY,H8 7NR,1679094",
            "7,05/06/2017,L,C1,N1,U4,PR1,,,,V28 5OY,H8 7NR,1679094")
        #expect(try ids(read) == ["2017-06-01/noted", "2017-06-01/end-noted", "2017-06-05/legal-status-started"])
        let note = try read.told("episode/7/2017-06-01/noted")
        #expect(note["time"] == "2017-06-01T00:00:00Z")
        #expect(
            note.data("details")?.string
                == "The child's legal status changed to: child assessment order (Children Act 1989 section 43) (L3).")
    }

    @Test func `with the same carers ends the placement without a move`() throws {
        let read = read(
            "7,01/06/2017,P,E1,N1,U6,PR1,01/02/2018,X1,PLACE,V28 5OY,H8 7NR,1679094",
            "7,01/02/2018,T,E1,N1,A5,PR1,,,,V28 5OY,H8 7NR,1679094")
        #expect(try read.told("episode/7/2017-06-01/placement-ended").data("ending_reason")?.string == "other")
        #expect(try read.told("episode/7/2018-02-01/placement-started").data("placement_type")?.string == "adoptive")
    }

    @Test func `that is open keeps its reason for ending and does nothing with it`() throws {
        let read = read("7,01/06/2017,P,C2,N1,U4,PR1,,E11,CARPL,V28 5OY,H8 7NR,1679094")
        #expect(try ids(read) == ["2017-06-01/placement-started"])
        #expect(try read.told("episode/7/2017-06-01/placement-started")["ssdarec"] == "E11")
        #expect(read.rows(.openWithReason) == [2])
    }

    @Test func `of short breaks is one placement of that kind`() throws {
        let read = read("7,01/06/2017,P,V3,N2,U6,PR1,,,,,,")
        #expect(try read.told("episode/7/2017-06-01/placement-started").data("placement_type")?.string == "short_break")
    }

    @Test func `that ends with the child's death says so of the child`() throws {
        let read = read("7,01/06/2017,P,C2,N1,U4,PR1,02/12/2017,E2,,V28 5OY,H8 7NR,1679094")
        #expect(try read.told("episode/7/2017-06-01/death").data("date_of_death")?.string == "2017-12-02")
        #expect(
            try read.told("episode/7/2017-06-01/looked-after-ended").data("reasons")?.string == "died (E2)")
    }

    @Test func `passed to another authority leaves the order in force`() throws {
        let read = read("7,01/06/2017,P,C2,N1,U4,PR1,02/12/2017,E3,,V28 5OY,H8 7NR,1679094")
        #expect(
            try ids(read) == ["2017-06-01/placement-started", "2017-06-01/looked-after-ended", "2017-06-01/placement-ended"])
    }

    @Test func `with unknown codes is kept as stated and reported`() throws {
        let read = read("7,01/06/2017,Q,Q2,N9,Q4,PR9,02/12/2017,E99,WHY,V28 5OY,H8 7NR,1679094")
        #expect(read.report.faults(.codeUnknown).count == 7)
        #expect(try read.told("episode/7/2017-06-01/noted")["ssdals"] == "Q2")
        #expect(try read.told("episode/7/2017-06-01/looked-after-ended").data("outcome")?.string == "other")
    }

    @Test(arguments: ["31/02/2019", "01/06/17", "1 June 2017", "2017-13-01", "tomorrow", ""])
    func `that begins on no day is kept as a document of the return`(date: String) throws {
        let read = read("7,\(date),P,C2,N1,U4,PR1,,,,V28 5OY,H8 7NR,1679094")
        let kept = try read.told("episode/7/undated")
        #expect(kept["type"] == "document.completed" && kept["time"] == "2018-03-31T00:00:00Z")
        #expect(kept["ssdaplace"] == "U4")
        #expect(read.rows(date.isEmpty ? .dateMissing : .dateUnreadable) == [2])
        #expect(read.report.sources.first?["episodes_stated"] == 0)
    }

    @Test func `whose end cannot be read is neither open nor ended on a day`() throws {
        let read = read("7,01/06/2017,P,C2,N1,U4,PR1,31/02/2018,E7,,V28 5OY,H8 7NR,1679094")
        #expect(try ids(read) == ["2017-06-01/placement-started"])
        #expect(read.rows(.dateUnreadable) == [2] && read.rows(.openWithReason) == [])
        #expect(read.report.sources.first?["ends_known"] == 0)
    }

    @Test func `takes dates without leading zeros and ISO dates`() throws {
        let read = read("7,1/6/2017,P,C2,N1,U4,PR1,2017-12-02,E7,,V28 5OY,H8 7NR,1679094")
        #expect(try read.told("episode/7/2017-06-01/looked-after-ended")["time"] == "2017-12-02T00:00:00Z")
    }

    @Test func `with impossible dates is kept as stated`() throws {
        let read = read(
            "7,01/06/2018,P,C2,N1,U4,PR1,01/05/2018,E7,,V28 5OY,H8 7NR,1679094",
            "7,01/06/2004,P,C2,N1,U4,PR1,01/06/2005,X1,CARPL,V28 5OY,H8 7NR,1679094")
        #expect(read.rows(.startsAfterReturn) == [2] && read.rows(.endsAfterReturn) == [2] && read.rows(.endBeforeStart) == [2])
        #expect(read.rows(.beforeBirth) == [3] && read.rows(.continuationMissing) == [3])
        #expect(try ids(read).count == 6)
    }
}
