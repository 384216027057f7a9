import Events
import JSON
import Practice
import Standards
import StandardsExamples
import Testing

@Suite struct `What a finding says` {
    private func json(_ value: some JSONWritable) throws -> JSONValue {
        var writer = JSONWriter()
        value.write(to: &writer)
        return try JSONDocument(writer.bytes).root
    }

    @Test func `which limit was used, and why that one`() throws {
        // Every four weeks by the text; two were agreed and tighten it, six were agreed and loosen nothing.
        for (weeks, due, from) in [(2, "2026-01-19", "agreed"), (6, "2026-02-02", "standard")] {
            let found = try EnginePacks.check(
                """
                - clause: KNO-C4.05
                  name: agreed
                  as_at: 2026-03-01
                  events:
                    - {type: frequency.agreed, time: 2026-01-04, children: [ava], data: {frequency_of: visits, interval: {value: \(weeks), unit: weeks}, agreed_in: supervision}}
                    - {type: status.started, time: 2026-01-05, children: [ava], data: {status: child_protection_plan}}
                  expect: {status: missed, due: \(due)}
                """)
            let finding = try json(try #require(found.first))
            #expect(finding["limit_used"]?["from"]?.string == from)
        }
    }

    @Test func `the answer as the contract has it`() throws {
        let found = try EnginePacks.findings(
            """
            - clause: KNO-C2.02
              name: in time
              as_at: 2026-03-20
              events:
                - {type: case.opened, time: 2026-01-05, children: [ava], data: {service: childrens_social_care}}
                - {type: decision.made, time: "2026-03-10T10:00", data: {decision_type: hold_strategy_discussion, decision: hold one}}
                - {type: meeting.held, time: "2026-03-11T09:00", based_on: [e2], data: {meeting_type: strategy_discussion}}
              expect: met
            """)
        let finding = try json(try #require(found.first))
        #expect(finding["clause"]?.string == "KNO-C2.02")
        #expect(finding["subject"]?.string == "case/EXAMPLE")
        #expect(finding["status"]?.string == "met")
        #expect(finding["trigger"]?["position"]?.integer == 1)
        #expect(finding["due"]?.string == "2026-03-11T10:00:00Z")
        #expect(finding["done"]?.string == "2026-03-11T09:00:00Z")
        #expect(finding["evidence"]?.elements.compactMap(\.integer) == [2])
        #expect(finding["limit_used"]?["value"]?.integer == 24)
        #expect(
            finding["because"]?.string
                == "Done on 11 March 2026, 09:00 GMT by the strategy discussion, in time: it was due by 11 March 2026, 10:00 GMT "
                + "(24 hours after the decision (hold strategy discussion) of 10 March 2026).")
    }

    /// A parent reads which thing was not written, not only that something was not.
    @Test(
        arguments: [
            (
                "RED-1.P12b",
                "{type: visit.made, time: 2026-03-06, data: {setting: family_home, visit_type: other, child_seen: true}}",
                "The visit of 6 March 2026 does not say whether the child was seen alone, without parents or carers.",
                ["visit.made.seen_alone"]
            ),
            (
                "RED-1.P12a",
                "{type: visit.made, time: 2026-03-06, data: {setting: family_home, visit_type: other, child_seen: true, seen_alone: false}}",
                // Not seen alone: there may be a reason, which is what can still be added.
                "The visit of 6 March 2026 does not say why the child was not seen alone (asked: too young or child did not want).",
                ["visit.made.seen_alone_reason_not"]
            ),
        ] as [(String, String, String, [String])])
    func `what a record does not say`(clause: String, event: String, because: String, fields: [String]) throws {
        let found = try EnginePacks.findings(
            """
            - clause: \(clause)
              name: content
              as_at: 2026-04-15
              events:
                - {type: case.opened, time: 2026-02-04, children: [ava], data: {service: childrens_social_care}}
                - \(event)
              expect: missed
            """)
        let finding = try #require(found.first)
        #expect(finding.because == because)
        #expect(finding.lackingFields.map(\.description) == fields)
    }

    /// No finding on the content of a record says only that something lacks, in any example of any pack.
    @Test(arguments: ExampleShelf.names) func `what is missing has a name`(_ name: String) throws {
        let shelf = try EnginePacks.need()
        let pack = try #require(shelf.packs.first { $0.id == name })
        let content = pack.clauses.filter { $0.kind == .content && $0.check == .computed }
        var told = 0
        for example in try #require(shelf.examples[name]) {
            guard let clause = content.first(where: { $0.id == example.clause }) else { continue }
            for finding in try shelf.findings(example, shelf.related(to: clause, in: pack), pack) where finding.status == .missed
            {
                #expect(
                    !finding.because.contains("does not record all that is asked"),
                    "\(example.place) \(clause.id): \(finding.because)")
                if !finding.lackingFields.isEmpty { told += 1 }
            }
        }
        #expect(told * 2 >= content.count, "\(told) of \(content.count)")
    }

    @Test func `an auditor's answer`() throws {
        func answered(_ events: String, _ status: String) throws -> Finding {
            let found = try EnginePacks.check(
                """
                - clause: KNO-B1.01
                  name: asked
                  as_at: 2026-03-20
                  events:
                    - {type: case.opened, time: 2026-01-05, children: [ava], data: {service: childrens_social_care}}
                \(events)  expect: \(status)
                """)
            return try #require(found.first)
        }
        #expect(try answered("", "unanswered").answer == nil)
        let no =
            "    - {type: audit_answer.recorded, time: 2026-02-02, actor: {id: a-1, role: auditor}, data: {clause_id: KNO-B1.01, answer: no}}\n"
        let yes =
            "    - {type: audit_answer.recorded, time: 2026-03-02, actor: {id: a-2, role: auditor}, data: {clause_id: KNO-B1.01, answer: yes}}\n"
        let answer = try #require(try answered(no.quoted + yes.quoted, "answered").answer)
        #expect(answer.isMet && answer.by == "a-2" && answer.earlier == [Position(1)])
        #expect(try answered(no.quoted, "answered").answer?.isMet == false)
    }

    @Test func `an answer is about the children it names, and about nothing that came after it`() throws {
        func heard(_ answers: String, _ expect: String) throws -> [Finding] {
            try EnginePacks.check(
                """
                - clause: TEN-1.01a
                  name: a visit with the views of one of two
                  as_at: 2026-05-20
                  events:
                    - {type: case.opened, time: 2026-01-05, children: [ava, ben], data: {service: childrens_social_care}}
                    - {type: visit.made, time: 2026-02-02, children: [ava], data: {visit_type: child_in_need, child_seen: true, child_views: wants to stay}}
                \(answers)  expect: \(expect)
                """)
        }
        func answer(_ more: String) -> String {
            "    - {type: audit_answer.recorded, time: 2026-03-02, actor: {id: a-1, role: auditor}\(more), data: {clause_id: TEN-1.01a, answer: yes}}\n"
                .quoted
        }
        _ = try heard("", "[{child: ava, status: evidence_found}, {child: ben, status: no_evidence}]")
        let both = try heard(answer(""), "[{child: ava, status: answered}, {child: ben, status: answered}]")
        #expect(both.allSatisfy { !$0.because.contains("missing") })
        _ = try heard(
            answer(", children: [ava]"), "[{child: ava, status: answered}, {child: ben, status: no_evidence}]")

        try EnginePacks.check(
            """
            - clause: KNO-C1.10
              name: an assessment answered for, and another after it
              as_at: 2026-05-20
              events:
                - {type: case.opened, time: 2026-01-05, children: [ava], data: {service: childrens_social_care}}
                - {type: assessment.completed, time: 2026-02-02, data: {assessment_type: child_and_family}}
                - {type: audit_answer.recorded, time: 2026-03-02, actor: {id: a-1, role: auditor}, data: {clause_id: KNO-C1.10, answer: "yes"}}
                - {type: assessment.completed, time: 2026-04-02, data: {assessment_type: child_and_family}}
              expect: [answered, no_evidence]
            """)
    }

    @Test func `flagged clauses list what was found for a person to decide`() throws {
        let found = try EnginePacks.check(
            """
            - clause: KNO-B4.01b
              name: two visits with the child's views
              as_at: 2026-03-20
              events:
                - {type: case.opened, time: 2026-01-05, children: [ava], data: {service: childrens_social_care}}
                - {type: visit.made, time: 2026-02-02, data: {visit_type: child_in_need, child_seen: true, child_views: wants to stay}}
                - {type: visit.made, time: 2026-02-09, data: {visit_type: child_in_need, child_seen: true, child_views: misses school}}
              expect: evidence_found
            """)
        #expect(found.first?.evidence == [Position(1), Position(2)])
    }

    @Test func `the steps to it`() throws {
        let example = try EnginePacks.example(
            """
            - clause: KNO-C6.09
              name: not seen
              as_at: 2026-03-20
              events:
                - {type: visit.made, time: 2026-03-02, children: [ava], data: {visit_type: child_in_care, child_seen: true}}
                - {type: status.started, time: 2026-03-04, children: [ava], data: {status: looked_after}}
                - {type: visit.made, time: 2026-03-05, children: [ava], data: {visit_type: child_in_care, child_seen: false}}
              expect: missed
            """)
        let (pack, clause) = try EnginePacks.clause(example.clause)
        let explained = try EnginePacks.need().engine(example, [clause], pack).judged(
            example.subject, in: example.record, asAt: example.asAt, now: London.end(of: example.asAt), explaining: clause.id)
        let steps = try #require(explained.explanations.first?.steps)
        #expect(
            steps.map(\.title) == [
                "Requirement KNO-C6.09", "When it applies", "What calls for it", "Limit", "What was looked at", "Result",
            ])
        let looked = steps[4].lines.map(\.text)
        #expect(looked.contains { $0.hasSuffix("does not count: child_seen yes is asked") })
        #expect(looked.contains { $0.hasSuffix("does not count: it lies outside the time, or belongs to something else") })
    }

    /// The same values give the same bytes: whatever order the events are handed over in, and however often.
    @Test(arguments: ExampleShelf.names) func `is the same every time`(_ name: String) throws {
        let shelf = try EnginePacks.need()
        let pack = try #require(shelf.packs.first { $0.id == name })
        let example = try #require(shelf.examples[name]?.first { $0.subject.kind == .case && $0.record.events.count > 3 })
        let engine = shelf.engine(example, pack.clauses, pack)
        func bytes(_ events: [Event]) throws -> [UInt8] {
            var writer = JSONWriter()
            let record = Record(events, of: example.subject)
            let found = try engine.findings(
                of: example.subject, in: record, asAt: example.asAt, now: London.end(of: example.asAt))
            writer.object { $0.member("findings", found) }
            return writer.bytes
        }
        let first = try bytes(example.record.events)
        #expect(try first == bytes(example.record.events))
        #expect(try first == bytes(example.record.events.reversed()))
        // Every clause about cases has a say.
        let about = Set(pack.clauses.filter { $0.subject == .case }.map(\.id))
        let found = try engine.findings(
            of: example.subject, in: example.record, asAt: example.asAt, now: London.end(of: example.asAt))
        #expect(Set(found.map(\.clause)) == about)
    }

    @Test(
        arguments: [
            // A minute late is a minute late, though hours are counted up.
            (
                "KNO-C2.02",
                """
                    - {type: decision.made, time: "2026-03-10T10:00", data: {decision_type: hold_strategy_discussion, decision: hold one}}
                    - {type: meeting.held, time: "2026-03-11T10:01", data: {meeting_type: strategy_discussion}}
                """, "Done on 11 March 2026, 10:01 GMT, 1 minute after it was due by 11 March 2026, 10:00 GMT"
            ),
            // The meeting is counted from, not the day on which it was booked.
            (
                "KNO-C3.07a",
                """
                    - {type: appointment.scheduled, time: 2026-03-02, data: {meeting_type: icpc, scheduled_for: "2026-04-27T10:00:00Z"}}
                """, "(24 hours before the initial child protection conference planned for 27 April 2026)"
            ),
            // The agreement did not say it, the update did.
            (
                "RED-4.P16a",
                """
                    - {type: plan.agreed, time: 2026-02-02, data: {plan_type: child_in_need}}
                    - {type: plan.updated, time: 2026-03-02, data: {plan_type: child_in_need, changes_needed: [{what: school}]}}
                """, "The plan, as it stood after the update of the child in need plan of 2 March 2026, records what is asked."
            ),
        ])
    func `a sentence says just what the record says`(clause: String, events: String, words: String) throws {
        let found = try EnginePacks.findings(
            """
            - clause: \(clause)
              name: words
              as_at: 2026-04-15
              events:
                - {type: case.opened, time: 2026-01-05, children: [ava], data: {service: childrens_social_care}}
            \(events)
              expect: met
            """)
        #expect(found.contains { $0.because.contains(words) }, "\(found.map(\.because))")
    }

    /// A plan that ended before a review was due had been in force: it is not that nothing happened.
    @Test func `an interval that ended early says so`() throws {
        let found = try EnginePacks.check(
            """
            - clause: KNO-C4.05
              name: ended after three weeks
              as_at: 2026-04-15
              events:
                - {type: status.started, time: 2026-03-02, children: [ava], data: {status: child_protection_plan}}
                - {type: status.ended, time: 2026-03-23, data: {status: child_protection_plan}}
              expect: not_applicable
            """)
        #expect(found.first?.because == "This did not apply for long enough to fall due.")
    }
}

extension String {
    /// YAML 1.1 readers may take yes and no for truths; the answer is a word.
    fileprivate var quoted: String {
        replacing("answer: yes", with: "answer: 'yes'").replacing("answer: no", with: "answer: 'no'")
    }
}
