import Events
import Standards
import StandardsExamples
import Testing
import YAML

@Suite struct `A configuration of standards` {
    private func read(_ text: String) throws -> Parameters {
        try Parameters(reading: Array(text.utf8), context: try PackFiles.need().context)
    }

    private func faults(_ text: String) throws -> [String] {
        do {
            _ = try read(text)
            return []
        } catch let faults as PackFaults {
            return faults.faults.map(\.description)
        }
    }

    private func day(_ text: String) throws -> Day { try #require(Day(text)) }

    @Test func `gives each value with its source, from its day on`() throws {
        let parameters = try read(
            """
            parameters:
              - name: assessment.completion
                value: {value: 45, unit: working_days}
                source: Working Together
                effective_from: 2024-01-01
              - name: assessment.completion
                value: {value: 40, unit: working_days}
                source: Decision of the director
                effective_from: 2026-04-01
            """)
        #expect(parameters.answer("assessment.completion", on: try day("2023-12-31")) == .notConfigured)
        #expect(parameters.value("assessment.completion", on: try day("2026-03-31")) == .limit(Span(45, .workingDays)))
        guard case .set(let setting) = parameters.answer("assessment.completion", on: try day("2026-04-01")) else {
            Issue.record("not set")
            return
        }
        #expect(setting.value == .limit(Span(40, .workingDays)))
        #expect(setting.source == "Decision of the director")
    }

    @Test func `leaves the standard value, or none, where it sets nothing`() throws {
        let parameters = try read("sources: {}")
        let today = try day("2026-03-04")
        #expect(parameters.answer("links.loose", on: today) == .standard(.boolean(true)))
        #expect(parameters.answer("presence.period", on: today) == .standard(.duration(Span(1, .years))))
        #expect(parameters.answer("conference.initial", on: today) == .notConfigured)
        #expect(parameters.answer("no.such.parameter", on: today) == .notConfigured)
    }

    @Test func `takes sequences, tables, phases, terms and days by clause`() throws {
        let parameters = try read(
            """
            parameters:
              - name: reviews.looked_after
                value:
                  - {value: 20, unit: working_days}
                  - {value: 3, unit: months}
                  - {value: 6, unit: months, repeat: true}
                source: Regulations
                effective_from: 2024-01-01
              - name: complaints.response_by_stage
                value:
                  - {where: {complaint_stage: stage_1}, first: {value: 10, unit: working_days}}
                  - {where: {complaint_stage: {in: [stage_2, stage_3]}}, first: {value: 25, unit: working_days}}
                source: Regulations
                effective_from: 2024-01-01
              - name: visits.child_in_care
                value:
                  - when: child_in_care and first_year_of_placement
                    first: {value: 1, unit: weeks}
                    every: {value: 6, unit: weeks}
                source: Regulations
                effective_from: 2024-01-01
              - name: adoption.later_phase_starts_after
                value: {value: 24, unit: months, after: first_adoption_review_held}
                source: Adoption panel
                effective_from: 2024-01-01
              - name: calendar.school_terms
                value:
                  - {from: 2025-09-02, to: 2025-12-19}
                  - {from: 2026-01-05, to: 2026-03-27}
                source: Schools
                effective_from: 2025-09-01
              - name: days.unqualified
                value: {otherwise: calendar, KNO-C3.01: working}
                source: Practice board
                effective_from: 2025-09-01
            """)
        let today = try day("2026-03-04")
        #expect(
            parameters.value("reviews.looked_after", on: today)
                == .limitSequence([
                    LimitStep(Span(20, .workingDays)), LimitStep(Span(3, .months)), LimitStep(Span(6, .months), repeats: true),
                ]))
        guard case .limitTable(let rows) = parameters.value("complaints.response_by_stage", on: today) else {
            Issue.record("no table")
            return
        }
        #expect(rows.map(\.first) == [Span(10, .workingDays), Span(25, .workingDays)])
        #expect(rows[0].tests == [FieldTest(.data("complaint_stage"), .equals(.value(.text("stage_1"))))])
        #expect(
            parameters.value("adoption.later_phase_starts_after", on: today)
                == .phaseStart(PhaseStart(Span(24, .months), after: "first_adoption_review_held")))
        guard case .daysPerClause(let days) = parameters.value("days.unqualified", on: today) else {
            Issue.record("no days")
            return
        }
        #expect(days.reading(of: "KNO-C3.01") == .working)
        #expect(days.reading(of: "KNO-C4.13") == .calendar)
    }

    @Test func `lists the fields that a source never supplies`() throws {
        let parameters = try read(
            """
            sources:
              /import/ssda903:
                never_supplied: [visit.made.seen_alone, visit.made.purpose]
            """)
        let field = FieldReference(type: "visit.made", field: "seen_alone")
        #expect(parameters.isNeverSupplied(field, by: "/import/ssda903"))
        #expect(!parameters.isNeverSupplied(field, by: "/ics/knowsley"))
        #expect(!parameters.isNeverSupplied(FieldReference(type: "visit.made", field: "child_seen"), by: "/import/ssda903"))
    }

    @Test(arguments: [
        ("name: assessment.completed\n    value: 1\n", "2:11", "\"assessment.completed\" is no parameter."),
        ("name: assessment.completion\n    value: 45\n", "3:12", "Here a limit is expected"),
        ("name: assessment.completion\n    value: {value: 0, unit: days}\n", "3:20", "can never be kept"),
        ("name: links.loose\n    value: \"no\"\n", "3:12", "is true or false"),
        (
            "name: reviews.looked_after\n    value: [{value: 1, unit: weeks, repeat: true}, {value: 2, unit: weeks}]\n", "3:13",
            "Only the last step may repeat"
        ),
        (
            "name: visits.child_in_care\n    value: [{when: child_in_car, every: {value: 1, unit: weeks}}]\n", "3:20",
            "no condition"
        ),
        ("name: visits.child_in_care\n    value: [{when: child_in_care}]\n", "3:13", "A row needs \"first\", \"every\" or both."),
        ("name: roles.is_a\n    value: {mother: parent, parent: mother}\n", "3:13", "\"mother\" is a kind of itself"),
        (
            "name: calendar.school_terms\n    value: [{from: 2026-01-05, to: 2026-03-27}, {from: 2026-03-01, to: 2026-04-01}]\n",
            "3:49", "begins before the one above it has ended"
        ),
        (
            "name: rules.statutory\n    value: [KNO-C3.01, KNO-C3.1]\n", "3:24",
            "No pack has a clause \"KNO-C3.1\". Did you mean \"KNO-C3.01\"?"
        ),
        (
            "name: days.unqualified\n    value: {otherwise: calendar, OUR-1.01: working}\n", "3:34",
            "No pack has a clause \"OUR-1.01\"."
        ),
    ])
    func `is refused with the place of a mistake`(text: String, place: String, words: String) throws {
        let told = try faults("parameters:\n  - \(text)    source: S\n    effective_from: 2024-01-01\n")
        #expect(told.contains { $0.hasPrefix(place + ": ") && $0.contains(words) }, "\(told)")
    }

    @Test func `is refused where it sets one parameter twice from one day`() throws {
        let setting = "  - {name: links.loose, value: false, source: S, effective_from: 2024-01-01}\n"
        #expect(
            try faults("parameters:\n" + setting + setting) == [
                "3:5: links.loose is set twice from 2024-01-01. Take one out, or give it another day."
            ])
    }

    @Test func `is refused where it names a field that no type has`() throws {
        let told = try faults("sources:\n  /a: {never_supplied: [visit.made.sen_alone]}\n")
        #expect(told == ["2:25: visit.made has no field \"sen_alone\". Did you mean \"seen_alone\"?"])
    }

    /// How days are read is settled on the day from which they count: what was found does not change with a later setting.
    @Test func `the reading of days is that of the day they count from`() throws {
        let example = try EnginePacks.example(
            """
            - clause: KNO-C5.06
              name: ten days
              as_at: 2025-08-01
              events:
                - {type: case.opened, time: 2025-01-06, children: [ava], data: {service: childrens_social_care}}
                - {type: decision.made, time: 2025-05-20, data: {decision_type: child_in_need_plan_needed, decision: Make one}}
                - {type: meeting.held, time: 2025-05-31, based_on: [e2], data: {meeting_type: cin_meeting}}
              expect: late
            """)
        let shelf = try EnginePacks.need()
        let (pack, clause) = try EnginePacks.clause(example.clause)
        let set = try read(
            """
            parameters:
              - name: days.unqualified
                value: {otherwise: calendar, KNO-C5.06: working}
                source: Practice board
                effective_from: 2025-06-01
            """)
        let engine = Engine(
            for: [clause], pack: pack, vocabulary: shelf.library.vocabulary, parameters: set, calendar: shelf.calendar)
        for asAt in ["2025-05-31", "2025-06-01", "2025-08-01"] {
            let asked = try day(asAt)
            let found = try engine.findings(of: example.subject, in: example.record, asAt: asked, now: London.end(of: asked))
            #expect(found.map(\.status) == [.late], "\(asAt)")
            #expect(found.first?.due == .day(try day("2025-05-30")))
            #expect(found.first?.limitUsed?.span == Span(10, .days))
        }
    }

    /// Without the limit nobody can say whether the state that begins after the trigger begins before it is due.
    @Test func `a limit that is not set is told even where the state begins later`() throws {
        func example(_ parameters: String, _ expect: String) -> String {
            """
            - clause: COV-3.12
              name: an assessment after a referral
              as_at: 2025-02-01
            \(parameters)  events:
                - {type: referral.received, time: 2025-01-06, children: [ava], data: {referral_type: referral}}
                - {type: assessment.started, time: 2025-01-07, data: {assessment_type: child_and_family}}
              expect: \(expect)
            """
        }
        try EnginePacks.check(example("", "not_configured"))
        try EnginePacks.check(
            example(
                "  parameters: {assessment.completion: {value: 45, unit: working_days}}\n",
                "{status: due, due: 2025-03-10}"))
    }

    @Test func `may not have a clause sum up itself, at once or by way of another`() throws {
        func settings(_ guidance: String, _ statutory: String) -> String {
            """
            parameters:
              - name: rules.guidance
                value: [\(guidance)]
                source: Decision of the director
                effective_from: 2025-01-01
              - name: rules.statutory
                value: [\(statutory)]
                source: Decision of the director
                effective_from: 2025-06-01
            """
        }
        let (guidance, statutory) = try summing()
        #expect(try faults(settings("KNO-C2.02", "KNO-C2.06")) == [])
        #expect(
            try faults(settings(guidance, "KNO-C2.06")).map { String($0.prefix(100)) }
                == [
                    "3:13: This is a loop, so no order can work it out: the clause \(guidance) needs the clause \(guidance). "
                ].map { String($0.prefix(100)) })
        // Each names the clause that sums up what the other names: a loop from the day on which both count.
        let both = try faults(settings(statutory, guidance))
        #expect(both.count == 1)
        #expect(both.first?.hasPrefix("7:13: ") == true)
        #expect(both.first?.contains("the clause \(guidance) needs the clause \(statutory) needs the clause \(guidance)") == true)
    }

    /// The clause that sums up the guidance, and that which sums up the law.
    private func summing() throws -> (guidance: String, statutory: String) {
        let summing = try PackFiles.need().context.summing
        return (
            try #require(summing.first { $0.value == ["rules.guidance"] }?.key),
            try #require(summing.first { $0.value == ["rules.statutory"] }?.key)
        )
    }

    @Test(arguments: [
        (
            "- {first: {value: 1, unit: weeks}}", "- {when: child_in_care, first: {value: 2, unit: weeks}}", "5:9",
            "The row at 4:9"
        ),
        (
            "- {when: child_in_care, first: {value: 1, unit: weeks}}",
            "- {when: child_in_care and age_under_5, first: {value: 2, unit: weeks}}", "5:9", "takes every case of this one"
        ),
        (
            "- {when: child_in_care and not child_in_care, first: {value: 1, unit: weeks}}",
            "- {when: child_in_care, first: {value: 2, unit: weeks}}", "4:16", "can never hold"
        ),
        (
            "- {where: {complaint_stage: stage_1}, first: {value: 1, unit: weeks}}",
            "- {when: child_in_care, where: {complaint_stage: stage_1}, first: {value: 2, unit: weeks}}", "5:9", "The row at 4:9"
        ),
        (
            "- {where: {complaint_stage: {in: [stage_1], not: stage_1}}, first: {value: 1, unit: weeks}}",
            "- {when: child_in_care, first: {value: 2, unit: weeks}}", "4:17", "contradict each other"
        ),
    ])
    func `may not have a row of a table that never counts`(_ first: String, _ second: String, _ place: String, _ words: String)
        throws
    {
        let told = try faults(
            """
            parameters:
              - name: visits.child_in_care
                value:
                  \(first)
                  \(second)
                source: Procedures
                effective_from: 2025-01-01
            """)
        #expect(told.count == 1, "\(told)")
        #expect(told.first?.hasPrefix(place + ": ") == true, "\(told)")
        #expect(told.first?.contains(words) == true, "\(told)")
    }
}
