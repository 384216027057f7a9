import Events
import Standards
import Testing

/// Where nothing answers, the record that comes nearest is named with what it lacks: whoever sees it in the history must not
/// think that it was overlooked. A record of another kind comes near to nothing.
@Suite struct `What comes nearest` {
    private func found(
        _ clause: String, _ events: [String], _ expect: String, subject: String = "case/EXAMPLE", asAt: String = "2025-06-01"
    ) throws -> [Finding] {
        try EnginePacks.check(
            """
            - clause: \(clause)
              name: nearest
              as_at: \(asAt)
              subject: \(subject)
              events:
            \(events.map { "    - {\($0)}" }.joined(separator: "\n"))
              expect: \(expect)
            """)
    }

    private let opening = "type: case.opened, time: 2025-01-06, children: [ava], data: {service: childrens_social_care}"

    // MARK: Deadlines, intervals and steps

    private let enquiry = "type: enquiry.started, time: 2025-02-03, data: {enquiry_type: section_47}"

    private func completed(_ day: String, _ role: String) -> String {
        "type: enquiry.completed, time: \(day), actor: {id: a, role: \(role)}, data: {enquiry_type: section_47}"
    }

    @Test func `is named with a deadline that it would have kept`() throws {
        let finding = try found("RED-4.M01c", [opening, enquiry, completed("2025-02-13", "team_manager")], "missed").first
        #expect(
            finding?.because
                == "Nothing on record shows that this was done; it was due by 24 February 2025 (15 working days after the start of "
                + "the section 47 enquiry of 3 February 2025); the completed section 47 enquiry of 13 February 2025 comes nearest, "
                + "but says something else than is asked of it about the role in which it was done (asked: social worker or "
                + "allocated social worker).")
        #expect(finding?.evidence == [])
    }

    @Test func `is not what came after the deadline`() throws {
        let finding = try found("RED-4.M01c", [opening, enquiry, completed("2025-02-25", "team_manager")], "missed").first
        #expect(finding?.because.contains("nearest") == false)
    }

    @Test func `says which field it leaves empty`() throws {
        let harm = "type: concern.raised, time: 2025-02-03, data: {concern_type: significant_harm}"
        let finding = try found(
            "RED-4.M01a",
            [
                opening, harm, "type: meeting.held, time: 2025-02-04, data: {meeting_type: strategy_discussion}",
                "type: meeting.held, time: 2025-02-05, data: {meeting_type: core_group, section_47_decision: \"no\"}",
            ], "missed"
        ).first
        #expect(finding?.because.contains("the strategy discussion of 4 February 2025 comes nearest, but does not say") == true)
        #expect(finding?.lackingFields.map(\.description) == ["meeting.held.section_47_decision"])
    }

    @Test func `is named in the turn of an interval that it falls in`() throws {
        let visits = [("2025-01-20", true), ("2025-01-30", false), ("2025-02-10", false)].map { day, isSeen in
            "type: visit.made, time: \(day), data: {visit_type: child_protection, child_seen: \(isSeen)}"
        }
        let status = "type: status.started, time: 2025-01-13, children: [ava], data: {status: child_protection_plan}"
        let turns = try found("RED-1.M08b", [status] + visits, "[met, {status: missed, due: 2025-02-03}]", asAt: "2025-03-01")
        #expect(turns.last?.because.contains("the child protection visit of 30 January 2025 comes nearest, but says") == true)
    }

    // MARK: What tells the kind

    @Test func `is of the kind that is asked for`() throws {
        // How often visits are to be says nothing of how often reviews are.
        let status = "type: status.started, time: 2025-02-01, children: [ava], data: {status: child_in_need}"
        let often = "frequency_of: visits, interval: {value: 2, unit: weeks}, agreed_in: supervision"
        let finding = try found("RED-4.M03a", [status, "type: frequency.agreed, time: 2025-02-02, data: {\(often)}"], "due").first
        #expect(finding?.because.hasPrefix("There is no agreement of the child in need plan on record yet") == true)
    }

    @Test func `belongs to one trigger`() throws {
        // The record of March lacks a signature; it has nothing to do with the supervision of April.
        func supervision(_ day: String) -> String {
            "type: supervision.held, time: \(day), data: {worker: w1, supervision_type: professional}"
        }
        let signed = "agreement_type: supervision_record, signatories: [supervisee]"
        let both = try found(
            "RED-5.M02h",
            [
                "type: worker.started, time: 2025-01-06, data: {worker: w1}", supervision("2025-03-03"),
                "type: agreement.signed, time: 2025-03-05, data: {\(signed)}", supervision("2025-04-03"),
            ], "[due, due]", subject: "worker/w1")
        #expect(both[0].because.hasPrefix("The signing of the supervision record agreement of 5 March 2025 does not say yet all"))
        #expect(both[0].lacking == ["supervisor"])
        #expect(both[1].because.hasPrefix("There is no signing of the supervision record agreement on record yet"))
    }

    @Test func `is nothing that answers another trigger`() throws {
        func panel(_ day: String) -> String {
            "type: decision.made, time: \(day), data: {decision_type: panel_outcome, decision: agreed}"
        }
        let form = "form: CF15, topics: [panel_outcome], no_actions_required: true"
        let both = try found(
            "COV-1.09d",
            [opening, panel("2025-02-03"), panel("2025-02-10"), "type: oversight.recorded, time: 2025-02-11, data: {\(form)}"],
            "[due, met]")
        #expect(
            both[0].because.hasPrefix("Nothing on record that belongs to the decision (panel outcome) of 3 February 2025 says"))
    }

    // MARK: What it lacks

    @Test func `blames no record that has its part of what is asked`() throws {
        func direction(_ day: String, _ stage: String) -> String {
            "type: oversight.recorded, time: \(day), data: {topics: [case_direction], management_direction: go on, stage: \(stage)}"
        }
        let other = "type: oversight.recorded, time: 2025-02-20, data: {topics: [assessment_checkpoint]}"
        let finding = try found(
            "RED-5.P09a", [opening, direction("2025-01-10", "allocation"), direction("2025-02-10", "transfer"), other], "due"
        ).first
        #expect(finding?.because == "Not all that is asked is on record yet; missing for closure.")
    }

    @Test func `lacks what can still be added`() throws {
        // The plan was refused, and may be; nobody wrote down why.
        let plan = "plan_type: child_in_need, agreed_by: [mother], not_agreed_by: [father]"
        let finding = try found("RED-4.P18b", ["type: plan.agreed, time: 2025-02-02, children: [ava], data: {\(plan)}"], "missed")
            .first
        #expect(finding?.lackingFields.map(\.description) == ["plan.agreed.not_agreed_reason"])
    }

    @Test func `lacks one of two things that would do`() throws {
        let areas = "[{area: speech, support_now: a}, {area: play, support_planned: b}]"
        let plan = "plan_type: child_in_need, development_areas: \(areas)"
        let finding = try found("COV-4.01a", ["type: plan.agreed, time: 2025-02-02, children: [ava], data: {\(plan)}"], "missed")
            .first
        #expect(finding?.because.contains("(of each: the support the child gets now, or the support the child will get)") == true)
    }

    @Test func `is looked for in the stretch that is judged`() throws {
        let years = try found(
            "RED-5.M04c",
            [
                "type: worker.started, time: 2024-02-29, data: {worker: w1}",
                "type: appraisal.held, time: 2025-02-28, data: {worker: w1, appraisal_type: annual, achievements: much}",
            ], "[missed, met]", subject: "worker/w1")
        #expect(
            years[0].because.hasPrefix("Nothing on record between 29 February 2024 and 27 February 2025 says what the worker has")
        )
    }

    // MARK: Flagged clauses

    @Test func `is told of what is flagged too`() throws {
        func assessed(_ clause: String, _ content: String) throws -> Finding? {
            try found(
                clause,
                [opening, "type: assessment.completed, time: 2025-02-02, data: {assessment_type: child_and_family, \(content)}"],
                "no_evidence"
            ).first
        }
        let views = try assessed("KNO-B2.04", "child_views: a")
        #expect(
            views?.because
                == "No record was found that shows this: the completed child and family assessment of 2 February 2025 does not say "
                + "what this particular person needs, one entry for each need; a person has to decide.")
        #expect(views?.lackingFields.map(\.description) == ["assessment.completed.individual_needs"])

        let six = ["race", "ethnicity", "religion", "language", "gender", "disability"].map { "{characteristic: \($0)}" }
        let needs = try assessed("KNO-C1.05", "identity_needs: [\(six.joined(separator: ", "))]")
        #expect(needs?.lacking == ["culture"])
        #expect(needs?.because.hasSuffix("; missing for culture; a person has to decide.") == true)
    }

    @Test func `has entries of which each may lack a part`() throws {
        let finding = try found(
            "KNO-C2.18b",
            [
                opening,
                "type: enquiry.completed, time: 2025-02-02, data: {enquiry_type: section_47, allegations: [{description: a, finding: b}, {description: c}]}",
            ], "no_evidence"
        ).first
        #expect(finding?.lackingFields.map(\.description) == ["enquiry.completed.allegations.finding"])
        #expect(finding?.because.contains("(of each: what the enquiry found about it)") == true)
    }
}
