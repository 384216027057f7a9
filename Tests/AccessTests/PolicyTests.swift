import Access
import Events
import Testing

@Suite struct `A policy` {
    private let text = """
        version: 1
        roles:
          - {name: worker, read: {teams: [North]}}
          - {name: manager, includes: [worker], review: true}
        principals:
          - {name: ics, uids: [10], post: [{sources: [/ics/north], types: [visit.*], subjects: [case/*]}]}
          - {name: portal, uids: [11], gateway: true, operate: true}
          - {name: ann, gateways: [portal], roles: [manager]}
          - {name: bob, uids: [12], gids: [50], read: {cases: [C1]}, break_glass: true}
          - {name: eve, uids: [13]}
        """

    private func policy() throws -> Policy { try Policy(reading: Array(text.utf8)) }

    @Test func `knows peers by user, then by group, and nobody else`() throws {
        let policy = try policy()
        #expect(try policy.identify(userID: 12, groupID: 0).principal.name == "bob")
        #expect(try policy.identify(userID: 99, groupID: 50).principal.name == "bob")
        #expect(try policy.identify(userID: 10, groupID: 50).principal.name == "ics")
        #expect(throws: Denial.unknown(userID: 99)) { try policy.identify(userID: 99, groupID: 51) }
    }

    @Test func `lets a gateway speak for who names it, with the officer's rights alone`() throws {
        let policy = try policy()
        let ann = try policy.identify(userID: 11, groupID: 0, onBehalfOf: "ann")
        #expect(ann.principal.grants.has(.review) && !ann.principal.grants.has(.operate))
        #expect(ann.postedBy == "uid:11 portal for ann")
        #expect(throws: Denial.mayNotSpeakFor("bob", gateway: "portal")) {
            try policy.identify(userID: 11, groupID: 0, onBehalfOf: "bob")
        }
        #expect(throws: Denial.noGateway("bob")) { try policy.identify(userID: 12, groupID: 0, onBehalfOf: "ann") }
    }

    @Test func `gives a role what the roles in it have`() throws {
        let ann = try #require(try policy().principals["ann"])
        #expect(ann.roles == ["manager", "worker"])
        #expect(ann.grants.read.teams == ["North"])
    }

    @Test func `gives nothing that it does not name`() throws {
        let eve = try #require(try policy().principals["eve"])
        #expect(eve.grants.isEmpty)
        for right in Right.allCases { #expect(!eve.grants.has(right)) }
    }

    @Test func `lets nobody post in another's name`() throws {
        let ics = try #require(try policy().principals["ics"])
        func may(_ source: String, _ type: String, _ subject: String) throws -> Bool {
            let time = try #require(Timestamp("2026-01-01T00:00:00Z"))
            let subject = try #require(Subject(subject))
            let attributes = Attributes(id: "1", source: source, type: type, subject: subject, time: time)
            return ics.grants.post.contains { $0.allows(attributes) }
        }
        #expect(try may("/ics/north", "visit.made", "case/1"))
        #expect(try !may("/ics/south", "visit.made", "case/1"))
        #expect(try !may("/ics/north/b", "visit.made", "case/1"))
        #expect(try !may("/ics/north", "decision.made", "case/1"))
        #expect(try !may("/ics/north", "visit.made", "worker/1"))
    }

    @Test func `shows a case to its team, by name, or to nobody`() throws {
        let policy = try policy()
        let (ann, bob) = (try #require(policy.principals["ann"]), try #require(policy.principals["bob"]))
        let (one, two) = (try #require(Subject("case/C1")), try #require(Subject("case/C2")))
        func sees(_ who: Principal, _ subject: Subject, _ teams: Set<String>, by right: Right = .read) -> Visibility {
            who.visibility(of: subject, by: right, teams: { teams }, restriction: nil, breakingGlass: false)
        }
        #expect(sees(ann, one, ["North"]) == .visible)
        #expect(sees(ann, one, ["South"]) == .outOfReach)
        #expect(sees(bob, one, []) == .visible)
        #expect(sees(bob, two, ["North"]) == .outOfReach)
        #expect(sees(ann, two, [], by: .review) == .visible)
        #expect(sees(bob, try #require(Subject("worker/ann")), []) == .outOfReach)
    }

    @Test func `closes a restricted case to all but who is named, and to who breaks the glass`() throws {
        let policy = try policy()
        let (ann, bob) = (try #require(policy.principals["ann"]), try #require(policy.principals["bob"]))
        let one = try #require(Subject("case/C1"))
        func sees(_ who: Principal, _ restriction: CaseRestriction, glass: Bool = false) -> Visibility {
            who.visibility(of: one, by: .read, teams: { ["North"] }, restriction: restriction, breakingGlass: glass)
        }
        let closed = CaseRestriction(people: [], roles: [])
        #expect(sees(ann, closed) == .restricted && sees(bob, closed) == .restricted)
        #expect(sees(ann, closed, glass: true) == .restricted)
        #expect(sees(bob, closed, glass: true) == .brokenGlass)
        #expect(sees(ann, CaseRestriction(people: ["ann"], roles: [])) == .visible)
        #expect(sees(ann, CaseRestriction(people: [], roles: ["worker"])) == .visible)
        #expect(sees(bob, CaseRestriction(people: ["bob"], roles: []), glass: true) == .visible)
    }
}
