import Events
import Practice
import Testing

/// Which team has a case, by all that the record tells.
struct ResponsibleTests {
    private func team(_ ledger: Ledger, on day: String? = nil, told: [String: TeamHistory] = [:]) throws -> String? {
        let asAt = try day.map { try #require(Day($0)) }
        return CaseState(ledger.record, asAt: asAt).responsible(told: told).team
    }

    private func opened() throws -> Ledger {
        var ledger = Ledger()
        try ledger.post("case.opened", "o", "2025-01-06", #""service":"childrens_social_care""#, actor: "tm-1")
        try ledger.post(
            "case.allocated", "a", "2025-01-07", #""worker":"al-1","allocation_role":"allocated_worker""#, actor: "tm-1")
        return ledger
    }

    @Test func `a worker who is only a reference is in the team in which they do their work`() throws {
        var ledger = try opened()
        #expect(try team(ledger) == nil)
        try ledger.post("visit.made", "v1", "2025-01-10", actor: "al-1", more: #""actorteam":"Alpha""#)
        try ledger.post("visit.made", "v2", "2025-03-10", actor: "al-1", more: #""actorteam":"Beta""#)
        try ledger.post("visit.made", "v3", "2025-03-20", actor: "al-2", more: #""actorteam":"Gamma""#)
        #expect(try team(ledger) == "Beta")
        #expect(try team(ledger, on: "2025-02-01") == "Alpha")
    }

    @Test func `a finished handover gives the case to the worker it names, until another is allocated`() throws {
        var ledger = try opened()
        func worker(on text: String) throws -> String? {
            let asAt = try #require(Day(text))
            return CaseState(ledger.record, asAt: asAt).responsible().worker
        }
        try ledger.post(
            "case.transferred", "t", "2025-03-01", #""to_team":"East","to_worker":"al-9","handover_completed":true"#)
        try ledger.post("allocation.ended", "e", "2025-03-02", #""worker":"al-1","allocation_role":"allocated_worker""#)
        #expect(try worker(on: "2025-02-28") == "al-1")
        #expect(try worker(on: "2025-03-01") == "al-9")
        #expect(try worker(on: "2025-03-10") == "al-9")
        #expect(try team(ledger, on: "2025-03-10") == "East")
        try ledger.post("case.allocated", "b", "2025-04-01", #""worker":"al-5","allocation_role":"allocated_worker""#)
        #expect(try worker(on: "2025-04-02") == "al-5")
    }

    @Test func `a handover that is not finished leaves the case with its worker`() throws {
        var ledger = try opened()
        try ledger.post(
            "case.transferred", "t", "2025-03-01", #""to_team":"East","to_worker":"al-9","handover_completed":false"#)
        #expect(CaseState(ledger.record, asAt: nil).responsible().worker == "al-1")
    }

    @Test func `an allocation that names the team is not overruled by what the worker does`() throws {
        var ledger = Ledger()
        try ledger.post(
            "case.allocated", "a", "2025-01-07", #""worker":{"id":"al-1","team":"Red"},"allocation_role":"allocated_worker""#)
        try ledger.post("visit.made", "v1", "2025-01-10", actor: "al-1", more: #""actorteam":"Alpha""#)
        #expect(try team(ledger) == "Red")
    }

    @Test func `a case that was transferred is the other team's, unless the handover is not finished`() throws {
        var ledger = try opened()
        try ledger.post("visit.made", "v1", "2025-01-10", actor: "al-1", more: #""actorteam":"Alpha""#)
        try ledger.post("case.transferred", "t1", "2025-02-01", #""to_team":"Gamma","handover_completed":false"#)
        #expect(try team(ledger) == "Alpha")
        try ledger.post("case.transferred", "t2", "2025-02-10", #""to_team":"Gamma","handover_completed":true"#)
        #expect(try team(ledger) == "Gamma")
        try ledger.post(
            "case.allocated", "a2", "2025-02-12", #""worker":{"id":"n","team":"Delta"},"allocation_role":"allocated_worker""#)
        #expect(try team(ledger) == "Delta")
    }

    @Test func `where nothing is told of the worker it is the team of whoever allocated it, else that for which it was opened`()
        throws
    {
        var ledger = Ledger()
        try ledger.post("case.opened", "o", "2025-01-06", #""service":"childrens_social_care","team":"Front""#)
        #expect(try team(ledger) == "Front")
        try ledger.post("case.allocated", "a", "2025-01-07", #""worker":"al-1","allocation_role":"allocated_worker""#)
        #expect(try team(ledger) == "Front")
        try ledger.post(
            "case.allocated", "b", "2025-01-08", #""worker":"al-2","allocation_role":"allocated_worker""#, actor: "tm-1",
            more: #""actorteam":"Alpha""#)
        #expect(try team(ledger) == "Alpha")
    }

    @Test func `what is told of a worker elsewhere counts, the last of it by the day asked about`() throws {
        let ledger = try opened()
        var elsewhere = Ledger()
        try elsewhere.post(
            "worker.started", "s", "2024-01-08", #""worker":"al-1","team":"Alpha""#, subject: "worker/al-1", actor: "hr")
        try elsewhere.post(
            "team.formed", "f", "2025-03-03", #""team":"Delta","members":["al-1",{"id":"al-2"}]"#, subject: "team/delta",
            actor: "hr")
        try elsewhere.post(
            "team.formed", "u", "2025-03-04", #""team":"Audits","team_type":"audit","members":["al-1"]"#, subject: "team/audits",
            actor: "hr")
        let told = ["al-1": TeamHistory(of: "al-1", in: Record(elsewhere.events, of: nil))]
        #expect(try team(ledger, on: "2025-02-01", told: told) == "Alpha")
        #expect(try team(ledger, told: told) == "Delta")
        let end = London.end(of: try #require(Day("2025-06-01")))
        let responsibility = Responsibility(ledger.record, by: end, told: told)
        #expect(responsibility.at(London.end(of: try #require(Day("2025-02-01")))).team == "Alpha")
        #expect(responsibility.at(end).team == "Delta")
    }

    @Test func `who is no longer among a team's members is in it no more`() throws {
        var ledger = Ledger()
        try ledger.post(
            "team.formed", "f", "2025-03-03", #""team":"Delta","members":["al-1","al-2"]"#, subject: "team/delta", actor: "hr")
        try ledger.post(
            "team.formed", "g", "2025-04-03", #""team":"Delta","members":["al-2"]"#, subject: "team/delta", actor: "hr")
        let history = TeamHistory(of: "al-1", in: Record(ledger.events, of: nil))
        #expect(history.at(London.end(of: try #require(Day("2025-03-10")))) == "Delta")
        #expect(history.at(London.end(of: try #require(Day("2025-05-10")))) == nil)
    }

    @Test func `a case that lost its worker is with the team that had it, until it is closed`() throws {
        var ledger = Ledger()
        try ledger.post("case.opened", "o", "2025-01-06", #""service":"childrens_social_care""#)
        try ledger.post(
            "case.allocated", "a", "2025-01-07", #""worker":{"id":"al-1","team":"South"},"allocation_role":"allocated_worker""#)
        try ledger.post("allocation.ended", "e", "2025-02-01", #""worker":"al-1","allocation_role":"allocated_worker""#)
        let state = CaseState(ledger.record)
        #expect(state.responsible().team == "South" && state.responsible().worker == nil)
        try ledger.post("case.closed", "c", "2025-03-01", #""service":"childrens_social_care""#)
        #expect(try team(ledger) == nil)
        #expect(try team(ledger, on: "2025-02-10") == "South")
    }

    @Test func `a case that lost its worker stays where they were, wherever they go`() throws {
        var ledger = try opened()
        try ledger.post("visit.made", "v1", "2025-01-10", actor: "al-1", more: #""actorteam":"Alpha""#)
        try ledger.post("allocation.ended", "e", "2025-02-01", #""worker":"al-1","allocation_role":"allocated_worker""#)
        try ledger.post("visit.made", "v2", "2025-03-10", actor: "al-1", more: #""actorteam":"Beta""#)
        let responsible = CaseState(ledger.record).responsible()
        #expect(responsible.team == "Alpha" && responsible.worker == nil && responsible.restsOn == "al-1")
    }

    @Test func `brothers and sisters may have a worker each`() throws {
        var ledger = Ledger()
        try ledger.post("case.opened", "o", "2025-01-06", #""service":"childrens_social_care","children":["c1","c2","c3"]"#)
        for (id, child, day) in [("p1", "c1", "07"), ("p2", "c2", "08")] {
            try ledger.post(
                "case.allocated", "a\(id)", "2025-01-\(day)",
                #""worker":{"id":"\#(id)","team":"T\#(id)"},"allocation_role":"allocated_worker","children":["\#(child)"]"#)
        }
        let state = CaseState(ledger.record)
        #expect(state.childrenApart == ["c1", "c2"])
        #expect(["c1", "c2", "c3", nil].map { state.responsible(for: $0).worker } == ["p1", "p2", "p2", "p2"])
        let end = London.end(of: try #require(Day("2025-06-01")))
        let responsibility = Responsibility(ledger.record, by: end)
        #expect(responsibility.at(end, for: "c1").team == "Tp1")
        #expect(responsibility.at(end, for: "c2").team == "Tp2")
    }
}
