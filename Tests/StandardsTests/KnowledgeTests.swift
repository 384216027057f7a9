import Events
import JSON
import Practice
import Standards
import StandardsExamples
import Testing

/// What the record does not say is neither met nor missed.
@Suite struct `What is not known` {
    @Test func `a field the source never supplies`() throws {
        // The visit does not say whether the child was seen alone. The source never does: that is no failing of the worker.
        func example(_ sources: String, _ status: String) -> String {
            """
            - clause: RED-1.P12b
              name: seen alone
              as_at: 2026-03-20
            \(sources)  events:
                - {type: case.opened, time: 2026-01-05, children: [ava], data: {service: childrens_social_care}}
                - {type: visit.made, time: 2026-02-02, data: {visit_type: child_in_need, child_seen: true, setting: family_home}}
              expect: \(status)
            """
        }
        try EnginePacks.check(example("", "missed"))
        let found = try EnginePacks.check(example("  never_supplied: [visit.made.seen_alone]\n", "cannot_tell"))
        #expect(
            found.first?.because
                == "This cannot be told, because whether the child was seen alone, without parents or carers is not recorded by "
                + "this source (/example).")
        #expect(found.first?.doubts.map(\.description) == ["visit.made.seen_alone is not recorded by this source (/example)"])
        // What switches the rule on is never supplied either: whether it was a home visit cannot be told.
        try EnginePacks.check(
            example("  never_supplied: [visit.made.setting]\n", "cannot_tell").replacing(", setting: family_home", with: ""))
        // Where the answer is there, nothing is in doubt.
        try EnginePacks.check(
            example("  never_supplied: [visit.made.bedroom_seen]\n", "met").replacing(
                "child_seen: true", with: "child_seen: true, seen_alone: true"))
    }

    @Test func `when it was written down, where the source never says`() throws {
        func example(_ sources: String, _ status: String) -> String {
            """
            - clause: KNO-C4.03b
              name: agreed, and nobody says when that was entered
              as_at: 2026-04-19
            \(sources)  events:
                - {type: status.started, time: 2026-03-10, children: [ava], data: {status: child_protection_plan}}
                - {type: plan.agreed, time: 2026-03-20, data: {plan_type: child_protection, stage: full}}
              expect: \(status)
            """
        }
        // It was written down at the latest when the ledger heard of it, which was after the day asked about.
        let told = try EnginePacks.check(example("", "cannot_tell"))
        #expect(told.first?.doubts == [.lacks(Position(1), field: "entered_at")])
        let found = try EnginePacks.check(example("  never_supplied: [plan.agreed.entered_at]\n", "cannot_tell"))
        #expect(found.first?.because.contains("when it was written down is not recorded by this source") == true)
    }

    @Test func `when it was written down`() throws {
        let found = try EnginePacks.check(
            """
            - clause: KNO-C7.02b
              name: no entry time
              as_at: 2026-03-20
              events:
                - {type: case.opened, time: 2026-01-05, children: [ava], data: {service: childrens_social_care}}
                - {type: case_note.entered, time: 2026-02-02, data: {note_type: other}}
              expect: {status: cannot_tell, due: 2026-02-09}
            """)
        #expect(found.first?.doubts == [.lacks(Position(1), field: "entered_at")])
    }

    @Test func `how old the child is`() throws {
        // Without a date of birth the rule for under-fives cannot be told; for a child not in care it does not apply.
        for (status, answer) in [("looked_after", "cannot_tell"), ("child_in_need", "not_applicable")] {
            try EnginePacks.check(
                """
                - clause: KNO-C8.04b
                  name: no date of birth
                  as_at: 2026-12-20
                  events:
                    - {type: status.started, time: 2026-01-05, children: [ava], data: {status: \(status)}}
                    - {type: request.made, time: 2026-01-06, data: {request_type: health_assessment, health_assessment_kind: initial}}
                  expect: \(answer)
                """)
        }
    }

    @Test func `what has been erased`() throws {
        let example = try EnginePacks.example(
            """
            - clause: RED-1.P12b
              name: erased
              as_at: 2026-03-20
              events:
                - {type: case.opened, time: 2026-01-05, children: [ava], data: {service: childrens_social_care}}
                - {type: visit.made, time: 2026-02-02, data: {visit_type: child_in_need, child_seen: true, setting: family_home, seen_alone: true}}
              expect: met
            """)
        let (pack, clause) = try EnginePacks.clause(example.clause)
        let erased = example.record.events.map { event in
            event.attributes.type == "visit.made"
                ? Event(header: event.header, data: nil, sealedAttributes: SealedAttributes()) : event
        }
        let found = try EnginePacks.need().engine(example, [clause], pack).findings(
            of: example.subject, in: Record(erased, of: example.subject), asAt: example.asAt, now: London.end(of: example.asAt))
        #expect(found.map(\.status) == [.cannotTell])
        #expect(found.first?.doubts == [.erased(Position(1))])
    }

    @Test func `of what kind a plan was that has been erased`() throws {
        // The header says that a plan was agreed. That none of the kind is in force cannot be said.
        let example = try EnginePacks.example(
            """
            - clause: KNO-C6.10b
              name: erased
              as_at: 2026-03-20
              events:
                - {type: status.started, time: 2026-01-05, children: [ava], data: {status: looked_after}}
                - {type: plan.agreed, time: 2026-02-02, data: {plan_type: care, family_time: [{with: mother, frequency: weekly, supervised: true}]}}
              expect: met
            """)
        let (pack, clause) = try EnginePacks.clause(example.clause)
        func findings(erasing types: Set<String>) throws -> [Finding] {
            let events = example.record.events.map { event in
                types.contains(event.attributes.type)
                    ? Event(header: event.header, data: nil, sealedAttributes: SealedAttributes()) : event
            }
            return try EnginePacks.need().engine(example, [clause], pack).findings(
                of: example.subject, in: Record(events, of: example.subject), asAt: example.asAt,
                now: London.end(of: example.asAt))
        }
        #expect(try findings(erasing: []).map(\.status) == [.met])
        let found = try findings(erasing: ["plan.agreed"])
        #expect(found.map(\.status) == [.cannotTell])
        #expect(found.first?.because == "This cannot be told, because entry 1 has been erased.")
        let all = try findings(erasing: ["plan.agreed", "status.started"])
        #expect(all.map(\.status) == [.cannotTell])
    }

    @Test func `what is due on a day that is still to come`() throws {
        // Asked in March how things stand in June: nobody has missed what is due in between.
        let example = try EnginePacks.example(
            """
            - clause: KNO-C4.05
              name: no visit yet
              as_at: 2026-06-30
              events:
                - {type: status.started, time: 2026-03-02, children: [ava], data: {status: child_protection_plan}}
              expect: missed
            """)
        let (pack, clause) = try EnginePacks.clause(example.clause)
        let engine = try EnginePacks.need().engine(example, [clause], pack)
        func statuses(now: String) throws -> [Finding.Status] {
            try engine.findings(
                of: example.subject, in: example.record, asAt: example.asAt, now: try #require(Instant(now))
            ).map(\.status)
        }
        #expect(try statuses(now: "2026-03-04T10:00:00Z") == [.due])
        #expect(try statuses(now: "2026-06-30T10:00:00Z") == [.missed])
    }

    @Test func `a set with nobody in it`() throws {
        // Nobody is on record as having come to the meeting: that all of them got the plan cannot be said.
        try EnginePacks.check(
            """
            - clause: KNO-C5.08c
              name: nobody on record
              as_at: 2026-03-20
              events:
                - {type: case.opened, time: 2026-01-05, children: [ava], data: {service: childrens_social_care}}
                - {type: meeting.held, time: 2026-02-02, data: {meeting_type: cin_meeting}}
                - {type: document.shared, time: 2026-02-03, based_on: [e2], data: {document_type: plan, recipients: [parent]}}
              expect: cannot_tell
            """)
    }

    @Test func `a switch that was left blank is counted`() throws {
        let found = try EnginePacks.check(
            """
            - clause: KNO-B1.05b
              name: nobody said whether wishes were followed
              as_at: 2026-03-20
              events:
                - {type: case.opened, time: 2026-01-05, children: [ava], data: {service: childrens_social_care}}
                - {type: decision.made, time: 2026-02-02, data: {decision_type: other, decision: a}}
                - {type: decision.made, time: 2026-02-03, data: {decision_type: other, decision: b, wishes_followed: true}}
              expect: not_applicable
            """)
        let blank = try #require(found.first?.blanks.first)
        #expect(blank.field == FieldReference(type: "decision.made", field: "wishes_followed"))
        #expect(blank.blank == 1 && blank.total == 2)
    }

    /// A state that never began, because nobody filled in what begins it.
    @Test func `a switch of a state that was left blank is counted`() throws {
        let found = try EnginePacks.check(
            """
            - clause: RED-2.M07a
              name: nobody said whether the placement is to last
              as_at: 2026-03-20
              events:
                - {type: status.started, time: 2026-01-05, children: [ava], data: {status: looked_after}}
                - {type: placement.started, time: 2026-01-05, children: [ava], data: {placement_type: foster}}
              expect: not_applicable
            """)
        let finding = try #require(found.first)
        #expect(finding.blanks.map(\.field.description) == ["placement.started.expected_to_last_to_18"])
        #expect(finding.because.contains("1 of 1 record left open whether"), "\(finding.because)")
    }

    /// Beside findings of events that had it, too.
    @Test func `a switch that was left blank in some events is counted`() throws {
        let found = try EnginePacks.findings(
            """
            - clause: KNO-B1.05b
              name: said of one decision, not of the other
              as_at: 2026-03-20
              events:
                - {type: case.opened, time: 2026-01-05, children: [ava], data: {service: childrens_social_care}}
                - {type: decision.made, time: 2026-02-02, data: {decision_type: other, decision: a}}
                - {type: decision.made, time: 2026-02-03, data: {decision_type: other, decision: b, wishes_followed: false}}
              expect: missed
            """)
        let finding = try #require(found.first)
        #expect(finding.status != .notApplicable)
        #expect(finding.blanks.map(\.blank) == [1] && finding.blanks.map(\.total) == [2])
    }

    @Test func `a limit that nobody has set`() throws {
        let found = try EnginePacks.check(
            """
            - clause: KNO-C8.06a
              name: statute
              as_at: 2026-12-20
              events:
                - {type: status.started, time: 2026-01-05, children: [ava], data: {status: looked_after}}
                - {type: placement.started, time: 2026-01-05, data: {placement_type: foster}}
              expect: not_configured
            """)
        #expect(found.first?.because == "Not judged, because the authority has set nothing for this: visits.child_in_care.")
    }

    @Test func `a field that tells the members of a set apart`() throws {
        // One entry is there, but its source never says at which level the manager was: perhaps it was each of them.
        func example(_ sources: String, _ status: String) -> String {
            """
            - clause: KNO-B7.03
              name: at which level
              as_at: 2026-03-20
            \(sources)  events:
                - {type: case.opened, time: 2026-01-05, children: [ava], data: {service: childrens_social_care}}
                - {type: oversight.recorded, time: 2026-01-20, data: {topics: [case_direction]}}
                - {type: case.closed, time: 2026-02-20, data: {reasons: done}}
              expect: \(status)
            """
        }
        try EnginePacks.check(example("", "missed"))
        let found = try EnginePacks.check(example("  never_supplied: [oversight.recorded.manager_level]\n", "cannot_tell"))
        #expect(
            found.first?.because.contains("how senior the manager is who gave the oversight is not recorded by this source")
                == true)
    }

    @Test func `what a plan said whose source never says it`() throws {
        // The update does not mention what must change, so it stays as it was; and what it was is not known.
        try EnginePacks.check(
            """
            - clause: RED-4.P16a
              name: an update over a poor agreement
              as_at: 2026-03-20
              never_supplied: [plan.agreed.changes_needed]
              events:
                - {type: plan.agreed, time: 2026-01-05, children: [ava], data: {plan_type: child_in_need}}
                - {type: plan.updated, time: 2026-02-02, data: {plan_type: child_in_need}}
              expect: [cannot_tell, cannot_tell]
            """)
    }

    @Test func `what an entry rests on that is not on record`() throws {
        // The minutes name a meeting that nobody has posted: perhaps this one by another id.
        let found = try EnginePacks.check(
            """
            - clause: KNO-C2.06
              name: minutes of an unknown meeting
              as_at: 2026-03-20
              events:
                - {type: case.opened, time: 2026-01-05, children: [ava], data: {service: childrens_social_care}}
                - {type: meeting.held, time: 2026-02-02, data: {meeting_type: strategy_discussion}}
                - {type: minutes.distributed, time: 2026-02-03, based_on: [m77], data: {meeting_type: strategy_discussion, recipients: [police]}}
              expect: {status: cannot_tell, due: 2026-02-03}
            """)
        #expect(found.first?.doubts == [.basis(Position(2))])
    }
}
