import Events
import Standards
import Testing
import YAML

/// A mistake put into the sound pack, and what is said of it.
struct Mistake: CustomTestStringConvertible, Sendable {
    let old: String
    let new: String
    let place: String
    let message: String

    init(_ old: String, _ new: String, _ place: String, _ message: String) {
        (self.old, self.new, self.place, self.message) = (old, new, place, message)
    }

    var testDescription: String { "\(place) \(message)" }

    /// Everything said of the pack with the mistake in it.
    func told() throws -> [String] {
        let parts = soundPack.split(separator: Substring(old), maxSplits: 1, omittingEmptySubsequences: false)
        try #require(parts.count == 2, "the sound pack holds no \"\(old)\"")
        return try PackFaults.told(of: parts[0] + new + parts[1])
    }
}

extension PackFaults {
    fileprivate static func told(of text: some StringProtocol) throws -> [String] { try PackFiles.faults(String(text)) }
}

@Suite struct `A mistake in a pack` {
    @Test func `is not seen where there is none`() throws {
        #expect(try PackFiles.faults(soundPack) == [])
    }

    @Test(arguments: [
        Mistake(
            "child_in_care and not", "child_in_car and not", "20:19",
            "\"child_in_car\" is no condition. Did you mean \"child_in_care\"?"),
        Mistake("child_in_care and not short_breaks", "home_visit_made", "20:19", "It is an occurrence"),
        Mistake(
            "child_in_care and not short_breaks", "child_in_care and", "20:19", "The name of a condition is missing at the end."),
        Mistake(
            "child_in_care and not short_breaks", "(child_in_care or", "20:19", "The name of a condition is missing at the end."),
        Mistake("child_in_care and not short_breaks", "(child_in_care", "20:19", "A bracket is not closed."),
        Mistake(
            "child_in_care and not short_breaks", "child_in_care early_help", "20:19",
            "Nothing more was expected at \"early_help\""),
        Mistake(
            "trigger: {type: status.started, where: {status: looked_after}}", "trigger: home_visit_mad", "21:14",
            "\"home_visit_mad\" is no occurrence. Did you mean \"home_visit_made\"?"),
        Mistake(
            "trigger: {type: status.started, where: {status: looked_after}}",
            "trigger: {type: status.started, where: {status: looked_after}, not_during: short_break}", "21:80",
            "\"short_break\" is no condition. Did you mean \"short_breaks\"?"),
        Mistake("type: status.started", "type: status.begun", "21:21", "\"status.begun\" is no type of event."),
        Mistake("type: status.started", "type: status.startet", "21:21", "Did you mean \"status.started\"?"),
        Mistake(
            "{child_seen: true}}\n  - id: T-1.02", "{child_sen: true}}\n  - id: T-1.02", "23:46",
            "visit.made has no field \"child_sen\". Did you mean \"child_seen\"?"),
        Mistake("for_each: agency_at_meeting", "for_each: agencies", "58:17", "\"agencies\" is no set."),
        Mistake(
            "limit: {value: 5, unit: working_days, direction: after}", "limit_from: {parameter: assessment.complete}", "22:29",
            "\"assessment.complete\" is no parameter."),
        Mistake(
            "limit: {value: 5, unit: working_days, direction: after}", "limit_from: {parameter: manager_roles}", "22:29",
            "The parameter manager_roles is a role_list; here a limit or limit_sequence or limit_table is needed."),
        Mistake("clause_missed: [T-1.01]", "clause_missed: [T-1.10]", "10:31", "There is no clause T-1.10 in this pack."),
        Mistake(
            "features: [working_days]", "features: [working_day]", "19:16",
            "\"working_day\" is no feature. Did you mean \"working_days\"?"),
        Mistake("shape: deadline_after", "shape: deadline", "18:12", "\"deadline\" is no shape of rule."),
    ])
    func `in a name is told with its place and the name that may be meant`(mistake: Mistake) throws {
        let told = try mistake.told()
        #expect(told.contains { $0.hasPrefix(mistake.place + ": ") && $0.contains(mistake.message) }, "\(told)")
    }

    @Test(arguments: [
        Mistake("says: A child", "say: A child", "13:5", "A clause has no \"say\". There is: id, says,"),
        Mistake("    source: Section 1\n    kind: deadline\n", "    kind: deadline\n", "12:5", "A clause needs \"source\"."),
        Mistake("unit: working_days", "units: working_days", "22:23", "A limit has no \"units\". Did you mean \"unit\"?"),
        Mistake("title: A pack", "titel: A pack", "2:1", "A pack has no \"titel\". Did you mean \"title\"?"),
        Mistake("where: {status: looked_after}", "were: {status: looked_after}", "21:37", "A trigger has no \"were\"."),
        Mistake("link: self", "linked: self", "33:73", "Did you mean"),
        Mistake(
            "{present: true}}, link: self", "{presnt: true}}, link: self", "33:56",
            "\"presnt\" is no operator. Did you mean \"present\"?"),
        Mistake("effective_from: 2024-01-01", "effective_from: 2024-02-30", "3:17", "is a date that exists"),
        Mistake(
            "says: A child is seen within 5 working days of coming into care.", "says: 12", "13:11",
            "\"says\" is text; put it in quotes."),
    ])
    func `in how it is written is told`(mistake: Mistake) throws {
        let told = try mistake.told()
        #expect(
            told.contains {
                $0.hasPrefix(mistake.place + ": ") && $0.contains(mistake.message)
                    || mistake.message == "Did you mean" && $0.hasPrefix(mistake.place)
            }, "\(told)")
    }

    @Test(arguments: [
        Mistake("value: 5", "value: 0", "22:20", "A limit of 0 working_days can never be kept."),
        Mistake("value: 5", "value: -5", "22:20", "A limit of -5 working_days can never be kept."),
        Mistake("value: 5", "value: 50000", "22:20", "longer than anybody stays a child"),
        Mistake("value: 5", "value: five", "22:20", "\"value\" is a whole number."),
        Mistake("unit: working_days", "unit: workdays", "22:29", "\"workdays\" is no unit."),
        Mistake(
            "unit: working_days", "unit: hours", "19:5", "The feature working_days and a limit in hours contradict each other."),
        Mistake("    features: [working_days]\n", "", "21:5", "A limit in working_days has the feature working_days. Add it."),
        Mistake("value: 5, unit: working_days", "value: 5, unit: same_day", "22:20", "The same day has the value 0."),
        Mistake(
            "direction: after", "direction: before", "22:5", "\"direction: before\" and the shape deadline_before go together."),
        Mistake(
            "    limit: {value: 5, unit: working_days, direction: after}\n", "", "12:5", "needs a \"limit\" or a \"limit_from\""),
        Mistake(
            "shape: consequence", "shape: consequence\n    limit: {value: 1, unit: weeks}", "31:5", "this one would never be used"
        ),
        Mistake(
            "direction: after}", "direction: after}\n    limit_from: {parameter: assessment.completion}", "23:5",
            "There are two limits."),
    ])
    func `in a limit is told`(mistake: Mistake) throws {
        let told = try mistake.told()
        #expect(told.contains { $0.hasPrefix(mistake.place + ": ") && $0.contains(mistake.message) }, "\(told)")
    }

    @Test(arguments: [
        Mistake("child_in_care and not short_breaks", "child_in_care and not child_in_care", "20:5", "can never hold"),
        Mistake("child_in_care and not short_breaks", "age_under_5 and age_16_or_over", "20:5", "can never hold"),
        Mistake(
            "child_in_care and not short_breaks", "first_4_weeks_of_placement and after_first_year_of_placement", "20:5",
            "can never hold"),
        Mistake("child_in_care and not short_breaks", "care_order_at_home and not care_order", "20:5", "can never hold"),
        Mistake("child_in_care and not short_breaks", "not always", "20:5", "can never hold"),
        Mistake(
            "child_in_care and not short_breaks", "worker_in_post", "20:5",
            "worker_in_post is a state of a worker, and the clause is about a case"),
        Mistake(
            "{status: looked_after}", "{status: {in: [looked_after], not: looked_after}}", "21:5",
            "The tests of status contradict each other"),
        Mistake(
            "{status: looked_after}", "{status: {present: false, in: [looked_after]}}", "21:5",
            "The tests of status contradict each other"),
        Mistake(
            "{child_seen: true}}\n  - id: T-1.02", "{child_seen: {not_in: [true, false]}}}\n  - id: T-1.02", "23:19",
            "The tests of child_seen contradict each other"),
        Mistake(
            "{child_seen: true}}\n  - id: T-1.02", "{child_seen: {present: false}}}\n  - id: T-1.02", "23:19",
            "Every visit.made gives child_seen"),
        Mistake(
            "{child_seen: true}}\n  - id: T-1.02", "{child_seen: true}, before: trigger}\n  - id: T-1.02", "23:19",
            "what lies before the trigger can never keep it"),
        Mistake(
            "{status: looked_after}", "{status: looked_aftr}", "21:53",
            "status is never \"looked_aftr\". Did you mean \"looked_after\"?"),
        Mistake("{status: looked_after}", "{status: true}", "21:53", "status is one of a few words, so it is never this."),
        Mistake("{status: looked_after}", "{status: {in: []}}", "21:58", "is a list of at least one item"),
        Mistake(
            "{reasons: {present: true}}", "{child_seen: false, reasons: {present: true}}", "33:19",
            "The trigger and this pattern contradict each other on child_seen"),
        Mistake(
            "{type: visit.made, where: {reasons: {present: true}}, link: self}", "{type: meeting.held, link: self}", "33:19",
            "meeting.held never triggers this clause"),
        Mistake(
            "{type: visit.made, where: {reasons: {present: true}}, link: self}",
            "{type: visit.made, where: {child_seen: true}, link: self, absent: true}", "33:19",
            "The triggering event must be absent"),
        Mistake(
            "where: {reasons: {present: true}}, link: self", "before: trigger, after: trigger", "33:19",
            "Nothing lies both before and after the trigger."),
        Mistake("{contains: $each}", "{contains: police}", "58:7", "Nothing in \"where\" is compared with \"$each\""),
        Mistake(
            "{recipients: {contains: $each}}", "{recipients: $each}", "56:27", "recipients is a list. Use \"{contains: …}\"."),
        Mistake(
            "where: {child_seen: true}}\n    satisfied_by", "where: {child_seen: $each}}\n    satisfied_by", "32:53",
            "There is no \"for_each\" here"),
        Mistake(
            "where: {child_seen: true}}\n  - id: T-1.02", "min_count: 0}\n  - id: T-1.02", "23:49",
            "counts from 1; 0 never happens"),
        Mistake(
            "{type: status.started, where: {status: looked_after}}",
            "{type: status.started, where: {status: looked_after}, not_during: child_in_care}", "21:5",
            "Whenever the clause applies, child_in_care holds, and then status.started calls for nothing."),
        Mistake(
            "{child_seen: true}}\n  - id: T-1.02",
            "{child_seen: true}, before: {type: visit.made, where: {child_seen: "
                + "{present: false}}}}\n  - id: T-1.02", "23:19", "Every visit.made gives child_seen"),
        Mistake(
            "{child_seen: true}}\n  - id: T-1.02",
            "{based_on: {refers_to: [{type: visit.made, where: {child_seen: "
                + "{not_in: [true, false]}}}]}}}\n  - id: T-1.02", "23:19", "The tests of child_seen contradict each other"),
        Mistake(
            "{recipients: {contains: $each}}", "{recipients: {contains: $each}, meeting_typ: icpc}", "56:46",
            "minutes.distributed has no field \"meeting_typ\""),
        Mistake(
            "for_each: agency_at_meeting", "for_each: {field: recipient, values: [police]}", "58:25",
            "None of the events that answer has a field \"recipient\"."),
        Mistake(
            "for_each: agency_at_meeting", "for_each: {field: meeting_type, values: [icpd]}", "58:48",
            "meeting_type is never \"icpd\""),
    ])
    func `that keeps a rule from ever firing is told`(mistake: Mistake) throws {
        let told = try mistake.told()
        #expect(told.contains { $0.hasPrefix(mistake.place + ": ") && $0.contains(mistake.message) }, "\(told)")
    }

    @Test(arguments: [
        Mistake("check: flagged", "check: computed", "39:5", "A judgement cannot be computed"),
        Mistake(
            "check: computed\n    shape: consequence", "check: asked\n    shape: consequence", "29:5",
            "Only a judgement can be asked"),
        Mistake("    audit_question: Was it worth it?\n", "", "34:5", "asks nothing"),
        Mistake("evidence: {", "satisfied_by: {", "42:5", "answered by an auditor, never by events"),
        Mistake("shape: auditor_judgement", "shape: presence", "40:5", "go together"),
        Mistake(
            "    satisfied_by: {type: visit.made, where: {reasons: {present: true}}, link: self}\n", "", "24:5",
            "says nowhere what answers it"),
        Mistake(
            """
                trigger: {type: meeting.held, where: {meeting_type: core_group}}
                satisfied_by:
                  type: minutes.distributed
                  where: {recipients: {contains: $each}}
                  link: trigger

            """,
            """
                satisfied_by:
                  type: minutes.distributed
                  where: {recipients: {contains: $each}}

            """, "44:5", "without one it never fires"),
        Mistake(
            "    trigger: {type: meeting.held, where: {meeting_type: core_group}}\n", "", "56:7",
            "no trigger for \"link\" to tie to"),
        Mistake("subject: case\n    check: flagged", "subject: worker\n    check: flagged", "38:5", "go together"),
    ])
    func `about who answers a clause is told`(mistake: Mistake) throws {
        let told = try mistake.told()
        #expect(told.contains { $0.hasPrefix(mistake.place + ": ") && $0.contains(mistake.message) }, "\(told)")
    }

    @Test(arguments: [
        Mistake("id: T-1.02", "id: T-1.01", "24:9", "The clause T-1.01 stands here a second time; the first is at 12:9."),
        Mistake("id: T-1.02", "id: T-1.01", "5:39", "The clause T-1.02 is listed here, and is missing."),
        Mistake("id: T-1.02", "id: T-1.05", "24:9", "The clause T-1.05 is in no chapter's list."),
        Mistake("clauses: T-1.01 T-1.02", "clauses: T-1.01 T-1.01 T-1.02", "5:39", "T-1.01 is listed twice."),
        Mistake(
            "clauses: T-1.01 T-1.02", "clauses: T-1.01 U-1.02", "5:39",
            "U-1.02 does not begin with \"T-1\", the id of its chapter."),
        Mistake("id: T-1.02", "id: T 1.02", "24:9", "is no id of a clause"),
    ])
    func `in the ids of clauses is told`(mistake: Mistake) throws {
        let told = try mistake.told()
        #expect(told.contains { $0.hasPrefix(mistake.place + ": ") && $0.contains(mistake.message) }, "\(told)")
    }

    @Test func `that makes clauses wait for one another is told with the whole loop`() throws {
        let told = try Mistake("child_in_care and not short_breaks", "child_in_care and visited_late", "", "").told()
        #expect(
            told == [
                "7:5: This is a loop, so no order can work it out: the clause T-1.01 needs the condition visited_late needs "
                    + "the clause T-1.01."
            ])
    }

    @Test func `that makes conditions wait for one another is told with the whole loop`() throws {
        let told = try Mistake(
            "derived: {clause_missed: [T-1.01], results: [late], per_trigger: true}",
            """
            derived: {expr: early_help or visited_twice}
              - name: visited_twice
                meaning: Twice
                subject: case
                derived: {expr: not visited_late}
            """, "", ""
        ).told()
        #expect(
            told.contains {
                $0.contains("the condition visited_late needs the condition visited_twice needs the condition visited_late")
            }, "\(told)")
    }

    @Test func `in how a plain value is written hides none of the others`() throws {
        let text = soundPack.replacing("{child_seen: true}", with: "{child_seen: yes}").replacing("value: 5", with: "value: 0")
        #expect(
            try PackFiles.faults(text).map { String($0.prefix { $0 != " " }) } == ["22:20:", "23:58:", "32:53:"])
    }

    @Test func `does not hide the others`() throws {
        let text = soundPack.replacing("says:", with: "say:").replacing("value: 5", with: "value: 0")
            .replacing("purpose", with: "purpos")
        let told = try PackFiles.faults(text)
        #expect(told.count { $0.contains("has no \"say\"") } == 4)
        // A clause that lacks what it needs is not read further: of the first four lines of each only these are told.
        #expect(told.count { $0.contains("A clause needs \"says\"") } == 4)
    }
}
