import Events
import JSON
import Practice
import Testing

/// The worked case's answers, worked out by other code in another language, against the folds.
@Suite(.enabled(if: WorkedCase.isHere, "the worked case is not in this checkout")) struct `The worked case` {
    let story: WorkedCase
    let perspective: Perspective

    init() throws {
        story = try WorkedCase()
        perspective = try Published.need()
    }

    func answers(_ kind: String) throws -> [JSONValue] {
        let all = try Published.json("Tests/Fixtures/worked-case-answers.json")["answers"]?.elements
        let found = try #require(all).filter { $0["kind"]?.says(kind) == true }
        try #require(!found.isEmpty, "no answers of kind \(kind)")
        return found
    }

    func state(_ question: JSONValue) throws -> JSONValue {
        let record = try story.record(of: try #require(question["subject"]?.string), knownAt: question["known_at"]?.string)
        return try CaseState(record, asAt: question["as_at"]?.string.flatMap { Day($0) }).json()
    }

    func concerns(_ fact: JSONValue, _ child: String) -> Bool {
        let children = fact["children"]?.strings ?? []
        return children.isEmpty || children.contains(child)
    }

    @Test func `who was allocated`() throws {
        for question in try answers("allocated") {
            let role = try #require(question["role"]?.string)
            let holder = try state(question)["allocated"]?[role]
            let said = question["question"]?.string ?? ""
            #expect(holder?["worker"]?["id"]?.string == question["expect"]?["id"]?.string, "\(said)")
            #expect(holder?["worker"]?["name"]?.string == question["expect"]?["name"]?.string, "\(said)")
            #expect(story.name(holder?["position"]?.integer) == question["expect"]?["event"]?.string, "\(said)")
        }
    }

    @Test func `which statuses and orders were in force`() throws {
        for question in try answers("statuses") {
            let state = try state(question)
            let child = try #require(question["child"]?.string)
            var open: [String: String] = [:]
            for fact in try #require(state["statuses"]).elements where concerns(fact, child) {
                open[fact["status"]?.string ?? ""] = story.name(fact["position"]?.integer)
            }
            var expected: [String: String] = [:]
            for member in question["expect"]?["open"]?.members ?? JSONDocument.emptyObject.root.members {
                expected[member.key.string ?? ""] = member.value.string
            }
            #expect(open == expected, "\(question["question"]?.string ?? "")")
            let orders = try #require(state["legal_statuses"]).elements.filter { concerns($0, child) }
            #expect(
                orders.compactMap { $0["legal_status"]?.string }.sorted() == question["expect"]?["legal_status"]?.strings,
                "\(question["question"]?.string ?? "")")
        }
    }

    @Test func `which plans were in force`() throws {
        for question in try answers("plans") {
            let child = try #require(question["child"]?.string)
            let plans = try #require(try state(question)["plans"]).elements.filter { concerns($0, child) }
            let expected = try #require(question["expect"])
            #expect(plans.count == expected.count, "\(question["question"]?.string ?? "")")
            for plan in plans {
                let twin = expected[plan["plan_type"]?.string ?? ""]
                #expect(story.name(plan["position"]?.integer) == twin?["agreed"]?.string)
                let updates = plan["updated"]?.elements.compactMap { $0["position"]?.integer } ?? []
                #expect(story.names(updates) == twin?["updated"]?.strings)
            }
        }
    }

    @Test func `where the children were placed`() throws {
        for question in try answers("placement") {
            let child = try #require(question["child"]?.string)
            let placements = try state(question)["placements"]?.elements.filter { concerns($0, child) } ?? []
            // Both statements of one move are told; they are one placement.
            var said: [String] = []
            for placement in placements {
                said.append(story.name(placement["position"]?.integer) ?? "")
                said += story.names(placement["also_stated"]?.elements.compactMap { $0["position"]?.integer } ?? [])
            }
            #expect(placements.count <= 1)
            let expected = try #require(question["expect"]).elements.compactMap { $0["event"]?.string }
            #expect(said == expected, "\(question["question"]?.string ?? "")")
        }
    }

    @Test func `the last visits`() throws {
        for question in try answers("last_visits") {
            let state = try state(question)
            for name in ["last_visit", "last_seen", "last_seen_alone"] {
                #expect(
                    story.name(state[name]?["position"]?.integer) == question["expect"]?[name]?["event"]?.string,
                    "\(name): \(question["question"]?.string ?? "")")
            }
        }
    }

    @Test func `gaps in oversight`() throws {
        for question in try answers("oversight_gaps") {
            let record = try story.record(of: try #require(question["subject"]?.string))
            let oversight = Oversight(record, perspective, asAt: question["as_at"]?.string.flatMap { Day($0) })
            // The answers look between two entries only.
            var gaps = oversight.gaps(of: try #require(question["types"]).strings).filter { $0.after != nil && $0.before != nil }
            if let limit = question["longer_than_days"]?.integer { gaps = gaps.filter { $0.days > limit } }
            if question["longest"] != nil { gaps = gaps.max { $0.days < $1.days }.map { [$0] } ?? [] }
            let expected = Array(try #require(question["expect"]).elements)
            #expect(gaps.map(\.days) == expected.compactMap { $0["days"]?.integer }.map(Int.init))
            #expect(gaps.map(\.from.description) == expected.compactMap { $0["from"]?.string })
            #expect(gaps.map { story.name(($0.before?.rawValue).map(Int64.init)) } == expected.map { $0["before"]?.string })
        }
    }

    @Test func `who decided what`() throws {
        for question in try answers("decisions") {
            let from = question["from"]?.string.flatMap { Day($0) }
            let to = question["to"]?.string.flatMap { Day($0) }
            let register = DecisionRegister(Record(story.events, of: nil), within: Period(from: from, to: to))
            let found = register.entries.filter { entry in
                let attributes = entry.event.attributes
                func fits(_ name: String, _ value: String?) -> Bool { question[name].map { $0.string == value } ?? true }
                return fits("actor", attributes.actor) && fits("role", attributes.actorRole) && fits("team", attributes.actorTeam)
                    && fits("subject", attributes.subject.description)
                    && fits("decision_kind", entry.event["decision_type"]?.string)
            }
            #expect(
                found.map(\.event.attributes.reference.description) == question["expect"]?.strings,
                "\(question["question"]?.string ?? "")")
        }
    }

    @Test func `decisions without reasons or authority`() throws {
        let expected = try #require(try answers("decisions_without_reasons").first?["expect"])
        let entries = DecisionRegister(Record(story.events, of: nil)).entries
        func missing(_ sentence: String) -> [String] {
            entries.filter { $0.absences.contains(sentence) }.map(\.event.attributes.reference.description)
        }
        #expect(missing("No reasons are recorded.") == expected["no_reasons"]?.strings)
        #expect(missing("The authority it was made under is not recorded.") == expected["no_authority"]?.strings)
    }

    @Test func `reviews of decisions`() throws {
        for question in try answers("decision_review") {
            let position = try story.position(try #require(question["decision"]?.string))
            let record = try story.record(of: "case/HW-2041")
            let review = try #require(DecisionReview(record, perspective, of: position)).json()
            let expected = try #require(question["expect"])
            func told(_ list: JSONValue?) -> [String] { story.names(list?.elements.compactMap { $0["position"]?.integer } ?? []) }
            #expect(told(review["cited"]).sorted() == expected["cited"]?.strings)
            #expect(review["known_then"].map { Int64($0.count) } == expected["known_then_count"]?.integer)
            #expect(told(review["arrived_later"]) == expected["arrived_later"]?.strings)
            #expect(told(review["oversight"]) == expected["oversight"]?.strings)
            #expect(told(review["decision"]?["endorsed_by"]) == expected["endorsed_by"]?.strings)
            #expect(told(review["challenges"]) == expected["challenges"]?.strings)
            let resolved = review["challenges"]?.elements.compactMap { $0["resolved"]?["position"]?.integer } ?? []
            #expect(story.names(resolved) == expected["challenges_resolved"]?.strings)
            #expect(story.name(review["decision"]?["superseded_by"]?.integer) == expected["superseded_by"]?.string)
            let ends = review["changes"]?.elements.filter { $0["change"]?.says("ended") == true } ?? []
            #expect(story.names(ends.compactMap { $0["position"]?.integer }) == expected["ended_by"]?.strings)
            if let options = expected["options"]?.strings {
                #expect(review["decision"]?["options"]?.elements.compactMap { $0["option"]?.string } == options)
                #expect(review["decision"]?["actor"]?.string == expected["actor"]?.string)
                #expect(review["decision"]?["actorrole"]?.string == expected["actorrole"]?.string)
            }
        }
    }

    @Test func `how each challenge ended`() throws {
        let expected = try #require(try answers("challenges").first?["expect"])
        var told = 0
        for entry in DecisionRegister(try story.record(of: "case/HW-2041")).entries {
            for challenge in try entry.json()["challenged_by"]?.elements ?? JSONDocument.emptyObject.root.elements {
                let twin = expected[story.name(challenge["position"]?.integer) ?? ""]
                #expect(challenge["outcome"]?.string == twin?["outcome"]?.string)
                #expect(story.name(challenge["resolved"]?["position"]?.integer) == twin?["resolved_by"]?.string)
                told += 1
            }
        }
        #expect(told == expected.count)
    }

    @Test func `roles a person acted in`() throws {
        for question in try answers("roles_of_person") {
            let people = People(
                Record(story.events, of: nil), perspective, person: try #require(question["actor"]?.string))
            #expect(people.roles.map { "\($0.role ?? ""), \($0.team ?? "")" }.sorted() == question["expect"]?.strings)
        }
    }
}
