import Events
import JSON
import Standards
import StandardsExamples
import Testing

/// What a flagged clause without a figure of its own shows beside its candidates.
@Suite struct `What is shown for a person to judge by` {
    private func finding(_ text: String) throws -> Finding { try #require(EnginePacks.check(text).first) }

    @Test func `the longest time without one, where the text says regularly`() throws {
        // Alone on 12 January and 2 March: 7 days from the opening, then 49, then 30 to the day asked about.
        let found = try finding(
            """
            - clause: KNO-C7.03
              name: seen alone twice
              as_at: 2026-04-01
              events:
                - {type: case.opened, time: 2026-01-05, children: [ava], data: {service: childrens_social_care}}
                - {type: visit.made, time: 2026-01-12, data: {visit_type: child_in_need, child_seen: true, seen_alone: true}}
                - {type: visit.made, time: 2026-03-02, data: {visit_type: child_in_need, child_seen: true, seen_alone: true}}
              expect: evidence_found
            """)
        #expect(found.evidence == [Position(1), Position(2)])
        let (from, to) = (try #require(Day("2026-01-12")), try #require(Day("2026-03-02")))
        #expect(found.measure == .longestGap(days: 49, from: from, to: to))
        #expect(
            found.because
                == "2 records found that may show this; the longest time without one was 49 days, from 12 January 2026 to 2 March 2026; a person has to decide."
        )
        var writer = JSONWriter()
        found.write(to: &writer)
        let text = String(decoding: writer.bytes, as: UTF8.self)
        #expect(text.contains(#""measure":{"longest_gap_days":49,"from":"2026-01-12","to":"2026-03-02"}"#))
    }

    @Test func `that there was none in all the time`() throws {
        let found = try finding(
            """
            - clause: KNO-C7.03
              name: never seen alone
              as_at: 2026-02-04
              events:
                - {type: case.opened, time: 2026-01-05, children: [ava], data: {service: childrens_social_care}}
              expect: no_evidence
            """)
        let (from, to) = (try #require(Day("2026-01-05")), try #require(Day("2026-02-04")))
        #expect(found.measure == .longestGap(days: 30, from: from, to: to))
    }

    @Test func `how long after it happened it was written down`() throws {
        let found = try finding(
            """
            - clause: KNO-C7.01
              name: three notes
              as_at: 2026-04-01
              events:
                - {type: case.opened, time: 2026-01-05, children: [ava], data: {service: childrens_social_care}}
                - {type: case_note.entered, time: 2026-02-02, entered: 2026-02-03, data: {note_type: other, details: a}}
                - {type: case_note.entered, time: 2026-02-10, entered: 2026-02-10, data: {note_type: other, details: b}}
                - {type: case_note.entered, time: 2026-03-02, entered: 2026-03-14, data: {note_type: other, details: c}}
              expect: evidence_found
            """)
        #expect(found.measure == .recordingLag(records: 3, median: 1, longest: 12, unknown: 0))
        #expect(found.because.contains("half of them were written down within 1 day, the latest after 12 days"))
    }

    @Test func `how far apart updates are`() throws {
        let found = try finding(
            """
            - clause: COV-4.01b
              name: three updates
              as_at: 2026-06-01
              events:
                - {type: case.opened, time: 2026-01-05, children: [ava], data: {service: childrens_social_care}}
                - {type: plan.agreed, time: 2026-01-10, data: {plan_type: child_in_need, goals: [a]}}
                - {type: plan.updated, time: 2026-02-02, data: {plan_type: child_in_need}}
                - {type: plan.updated, time: 2026-02-12, data: {plan_type: child_in_need}}
                - {type: plan.updated, time: 2026-05-02, data: {plan_type: child_in_need}}
              expect: evidence_found
            """)
        #expect(found.measure == .spacing(shortest: 10, longest: 79))
    }

    @Test func `the time from what was planned to when it was done`() throws {
        let found = try finding(
            """
            - clause: TEN-3.01b
              name: called two days after the day planned
              as_at: 2026-06-01
              events:
                - {type: case.opened, time: 2026-01-05, children: [ava], data: {service: childrens_social_care}}
                - {type: appointment.scheduled, time: 2026-01-10, data: {meeting_type: cin_meeting, scheduled_for: 2026-02-02}}
                - {type: contact.made, time: 2026-02-04, data: {method: phone, with_roles: [parent], purpose_type: keep_in_touch}}
              expect: evidence_found
            """)
        #expect(found.measure == .gap(shortest: 2, longest: 2, pairs: 1))
    }

    @Test func `on which days and at which hours visits fell`() throws {
        // Monday 2 February at 16:00, Thursday 5 March at 10:00.
        let found = try finding(
            """
            - clause: RED-1.P14a
              name: two visits
              as_at: 2026-06-01
              events:
                - {type: case.opened, time: 2026-01-05, children: [ava], data: {service: childrens_social_care}}
                - {type: visit.made, time: "2026-02-02T16:00:00Z", data: {visit_type: child_in_need, child_seen: true, setting: family_home, people_present: [mother]}}
                - {type: visit.made, time: "2026-03-05T10:00:00Z", data: {visit_type: child_in_need, child_seen: true, setting: family_home, people_present: [mother]}}
              expect: [{status: evidence_found}, {status: evidence_found}]
            """)
        #expect(found.measure == .times(weekdays: [1, 0, 0, 1, 0, 0, 0], hours: 10...16))
        #expect(found.because.contains("1 on a Monday and 1 on a Thursday, between 10:00 and 17:00"))
    }

    @Test func `what has changed since the last direction`() throws {
        let found = try finding(
            """
            - clause: COV-1.03b
              name: two changes since
              as_at: 2026-06-01
              events:
                - {type: case.opened, time: 2026-01-05, children: [ava], data: {service: childrens_social_care}}
                - {type: chronology.entered, time: 2026-01-20, data: {significant_change: true, event: a}}
                - {type: oversight.recorded, time: 2026-02-02, data: {oversight_type: case_direction, management_direction: go on}}
                - {type: chronology.entered, time: 2026-02-20, data: {significant_change: true, event: b}}
                - {type: chronology.entered, time: 2026-03-20, data: {significant_change: true, event: c}}
              expect: evidence_found
            """)
        #expect(found.measure == .changes(count: 2, since: Day("2026-02-02")))
    }

    @Test func `which requirements a clause sums up, once somebody has said it`() throws {
        let unset = try finding(
            """
            - clause: TEN-8.04a
              name: no rules are set
              as_at: 2026-06-01
              subject: service/children
              events:
                - {type: case.opened, time: 2026-01-05, subject: case/1, children: [ava], data: {service: childrens_social_care}}
              expect: not_configured
            """)
        #expect(unset.because == "Not judged, because the authority has set nothing for this: rules.statutory.")
    }

    /// What is found of a clause that sums up TEN-3.01a, beside what was found of that in the whole service.
    private func summedUp(_ breaches: Breaches?) throws -> Finding {
        let example = try EnginePacks.example(
            """
            - clause: TEN-8.04a
              name: one rule is set
              as_at: 2026-06-01
              subject: service/children
              parameters: {rules.statutory: [TEN-3.01a]}
              events:
                - {type: case.opened, time: 2026-01-05, subject: case/1, children: [ava], data: {service: childrens_social_care}}
              expect: cannot_tell
            """)
        let (pack, clause) = try EnginePacks.clause(example.clause)
        return try #require(
            try EnginePacks.need().engine(example, [clause], pack).judged(
                example.subject, in: example.record, asAt: example.asAt, now: London.end(of: example.asAt), explaining: nil,
                beside: breaches
            ).findings.first)
    }

    @Test func `what sums up others cannot be told from one record`() throws {
        let found = try summedUp(nil)
        #expect(found.status == .cannotTell)
        #expect(
            found.because == "This cannot be told, because whether what it sums up was kept is seen only across all cases.")
    }

    @Test func `an open breach of what is summed up is no evidence, and counted`() throws {
        // Two visits of a child in care were missed, in two cases; that of a closed case is no open breach.
        let missed = try EnginePacks.findings(
            """
            - clause: TEN-3.01a
              name: never visited
              as_at: 2026-06-01
              parameters: {visits.by_status_and_placement: [{when: child_in_care, every: {value: 6, unit: weeks}}]}
              events:
                - {type: case.opened, time: 2026-01-05, children: [ava], data: {service: childrens_social_care}}
                - {type: status.started, time: 2026-01-05, children: [ava], data: {status: looked_after}}
              expect: missed
            """)
        #expect(missed.map(\.status) == [.missed])
        var breaches = Breaches(of: ["TEN-3.01a"], judging: ["TEN-3.01a"])
        #expect(try summedUp(breaches).status == .evidenceFound)
        for isOpen in [true, false, true] { breaches.take(missed, isOpen: isOpen) }
        let found = try summedUp(breaches)
        #expect(found.status == .noEvidence)
        #expect(
            found.because == "It sums up TEN-3.01a, with open breaches: 2 of TEN-3.01a; a person has to decide.")
        var writer = JSONWriter()
        found.write(to: &writer)
        let text = String(decoding: writer.bytes, as: UTF8.self)
        #expect(
            text.contains(
                #""measure":{"sum_of":["TEN-3.01a"],"open_breaches":2,"by_clause":{"TEN-3.01a":2},"not_told":[]}"#))
    }

    @Test func `what is summed up and cannot be told is named`() throws {
        // No limit is set, so nobody can say whether the visits were late.
        let unset = try EnginePacks.findings(
            """
            - clause: TEN-3.01a
              name: no limit
              as_at: 2026-06-01
              events:
                - {type: case.opened, time: 2026-01-05, children: [ava], data: {service: childrens_social_care}}
                - {type: status.started, time: 2026-01-05, children: [ava], data: {status: looked_after}}
              expect: not_configured
            """)
        var breaches = Breaches(of: ["TEN-3.01a"], judging: ["TEN-3.01a"])
        breaches.take(unset, isOpen: true)
        #expect(try summedUp(breaches).doubts == [.clause("TEN-3.01a")])
        // A clause that no pack has cannot be told either.
        #expect(try summedUp(Breaches(of: ["TEN-3.01a"], judging: [])).doubts == [.clause("TEN-3.01a")])
        var partial = Breaches(of: ["TEN-3.01a"], judging: ["TEN-3.01a"])
        partial.isPartial = true
        #expect(try summedUp(partial).doubts == [.withheld])
    }

    @Test func `in how many notes the terms stand that are to be avoided`() throws {
        let found = try finding(
            """
            - clause: RED-2.P09b
              name: three notes
              as_at: 2026-06-01
              events:
                - {type: case.opened, time: 2026-01-05, children: [ava], data: {service: childrens_social_care}}
                - {type: case_note.entered, time: 2026-02-02, data: {note_type: other, details: "Signs of Neglect, and domestic\nabuse."}}
                - {type: case_note.entered, time: 2026-02-03, data: {note_type: other, details: "They neglected nothing; the neglect of 2024 is over."}}
                - {type: case_note.entered, time: 2026-02-04, data: {note_type: other, details: "Ava was cold."}}
              expect: evidence_found
            """)
        #expect(
            found.measure
                == .terms(
                    [("neglect", 2), ("sexualised behaviour", 0), ("domestic abuse", 1), ("parenting strategies", 0)]
                        .map { Measure.Term(term: $0.0, records: $0.1) }, records: 3))
        #expect(
            found.because
                == #"3 records found that may show this; of 3 records, "neglect" in 2 and "domestic abuse" in 1; a person has to decide."#
        )
    }

    @Test func `who answered a question, in which entry, is told step by step`() throws {
        let example = try EnginePacks.example(
            """
            - clause: KNO-C7.01
              name: answered twice
              as_at: 2026-04-01
              events:
                - {type: case.opened, time: 2026-01-05, children: [ava], data: {service: childrens_social_care}}
                - {type: audit_answer.recorded, time: 2026-02-02, actor: {id: qa-3, role: auditor}, data: {clause_id: KNO-C7.01, answer: "no"}}
                - {type: audit_answer.recorded, time: 2026-03-02, actor: {id: qa-4, role: auditor}, data: {clause_id: KNO-C7.01, answer: "yes", comment: all there}}
              expect: answered
            """)
        let (pack, clause) = try EnginePacks.clause(example.clause)
        let told = try EnginePacks.need().engine(example, [clause], pack).judged(
            example.subject, in: example.record, asAt: example.asAt, now: London.end(of: example.asAt), explaining: clause.id)
        let step = try #require(told.explanations.first?.steps.first { $0.title == "What an auditor answered" })
        #expect(
            step.lines.map(\.text) == [
                "qa-4 answered yes on 2 March 2026: all there", "An answer before it, which no longer counts",
            ])
        #expect(step.lines.map(\.position) == [Position(2), Position(1)])
    }
}
