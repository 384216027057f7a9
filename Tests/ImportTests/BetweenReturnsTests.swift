import Events
import Import
import JSON
import Testing

@Suite("Returns compared")
struct BetweenReturnsTests {
    private func read(_ rows: (year: Int, row: String?)...) -> SSDA903Import {
        SSDA903Import(
            files: rows.map { year, row in
                let lines = [episodeColumns] + (row.map { [$0] } ?? [])
                return SourceFile(name: "\(year)-episodes.csv", bytes: Array(lines.joined(separator: "\n").utf8))
            })
    }

    private func row(_ end: String = "", legalStatus: String = "C2") -> String {
        "7,01/06/2017,P,\(legalStatus),N1,U4,PR1,\(end),\(end.isEmpty ? "" : "E7"),,A1 1AA,B1 1BB,1679094"
    }

    @Test func `tell when an end was first stated`() {
        let read = read((2017, row()), (2018, row("05/05/2018")), (2019, row("05/05/2018")))
        #expect(read.report.sources.map { $0["episodes_known"] } == [1, 1, 1])
        #expect(read.report.sources.map { $0["ends_first_stated"] } == [0, 1, 0])
        #expect(read.report.sources.map { $0["ends_known"] } == [0, 1, 1])
        #expect(read.report.sources[1].endsFirstStated.first?.end.description == "2018-05-05")
        #expect(read.report.faults.filter { $0.kind != .headerMissing && $0.kind != .tableMissing }.isEmpty)
    }

    @Test func `tell an open episode that is never mentioned again from one left out for a time`() {
        #expect(read((2017, row()), (2018, nil)).rows(.neverMentionedAgain) == [2])
        #expect(read((2017, row("05/05/2017")), (2018, nil)).rows(.neverMentionedAgain) == [])
        #expect(read((2017, nil), (2018, row())).rows(.neverMentionedAgain) == [], "no later return was read")
        let back = read((2017, row()), (2018, nil), (2019, row("05/05/2018")))
        #expect(back.rows(.neverMentionedAgain) == [] && back.rows(.leftOutBetween) == [2])
    }

    @Test func `tell the same of forgotten episodes from their events`() throws {
        func forgotten(_ read: SSDA903Import) throws -> [String] {
            ForgottenEpisode.all(in: try read.told().reversed().map(\.root)).map { "\($0.child) \($0.start) \($0.source)" }
        }
        #expect(try forgotten(read((2017, row()), (2018, nil))) == ["7 2017-06-01 /ssda903/2017"])
        #expect(try forgotten(read((2017, row()))) == [])
        #expect(try forgotten(read((2017, row()), (2018, row("05/05/2018")), (2019, nil))) == [])
        #expect(try forgotten(read((2017, row("31/02/2018")), (2018, nil))) == [])
    }

    @Test func `tell what a later one states otherwise`() {
        #expect(read((2017, row()), (2018, row(legalStatus: "C1"))).rows(.statedOtherwise) == [2])
        #expect(read((2017, row("05/05/2017")), (2018, row("06/05/2017"))).rows(.endStatedOtherwise) == [2])
        #expect(read((2017, row("05/05/2017")), (2018, row())).rows(.endTakenBack) == [2])
        #expect(read((2017, row()), (2018, row("05/08/2017"))).rows(.endKnownLate) == [2])
    }

    @Test func `tell what a later one states otherwise of a child`() {
        let read = SSDA903Import(files: [
            file("2018-header.csv", headerColumns, "7,2,04/05/2005,BCRB,A123456789012,,", "8,2,04/05/2005,BCRB,B123456789012,,"),
            file("2017-header.csv", headerColumns, "7,2,03/05/2005,BCRB,A123456789012,,", "6,2,04/05/2005,BCRB,B123456789012,,"),
        ])
        #expect(
            read.report.faults(.personStatedOtherwise).map(\.detail) == [
                "DOB was \"03/05/2005\" in return 2017, now \"04/05/2005\"."
            ])
        #expect(read.report.faults(.childRenumbered).map(\.place.description) == ["2018-header.csv row 3"])
    }

    @Test func `leave each other's events alone`() throws {
        let alone = read((2018, row("05/05/2018"))).events
        #expect(read((2017, row()), (2018, row("05/05/2018"))).events.suffix(alone.count) == alone[...])
        #expect(Set(try read((2017, row()), (2018, row())).told().map { "\($0["source"] ?? "")#\($0["id"] ?? "")" }).count == 4)
    }
}
