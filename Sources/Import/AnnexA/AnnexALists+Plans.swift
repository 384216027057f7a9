extension AnnexALists {
    static var protectionPlans: RowMapping {
        var list = ListBuilder(7, "child protection plans")
        list.addPerson()
        let start = list.column("Child Protection Plan Start Date", "planstart", date: true)
        let category = list.column("Initial Category of Abuse", "initialcategory")
        _ = list.column("Latest Category of Abuse", "latestcategory")
        let visit = list.column("Date of the Last Statutory Visit", "lastvisit", date: true)
        let alone = list.column("Was the Child Seen Alone?", "seenalone")
        let review = list.column("Date of latest review conference", "lastreview", date: true)
        let end = list.column("Child Protection Plan End Date", "planend", date: true)
        _ = list.column(
            "Subject to Emergency Protection Order or Protected Under Police Powers in Last Six Months (Y/N)", "emergency")
        _ = list.column("Number of Previous Child Protection Plans", "previousplans")
        list.event(
            "status-started", "status.started", on: start,
            [("status", .word("child_protection_plan")), ("category", .cell(category))])
        list.event("plan-agreed", "plan.agreed", on: start, [("plan_type", .word("child_protection"))])
        list.event(
            "visit", "visit.made", on: visit, when: .isOneOf(alone, ["yes"]),
            [
                ("visit_type", .word("child_protection")), ("child_seen", .constant(.bool(true))),
                ("seen_alone", .constant(.bool(true))),
            ])
        list.event(
            "visit-noted", "case_note.entered", on: visit, when: .not(.isOneOf(alone, ["yes"])),
            [
                ("note_type", .word("visit")),
                ("purpose", .word("Annex A list 7: a statutory visit; whether the child was seen is not stated")),
            ])
        list.event("review", "meeting.held", on: review, [("meeting_type", .word("review_conference"))])
        list.event("status-ended", "status.ended", on: end, [("status", .word("child_protection_plan"))])
        list.event("plan-ended", "plan.ended", on: end, [("plan_type", .word("child_protection"))])
        list.addAllocation()
        return list.list
    }

    static var lookedAfter: RowMapping {
        var list = ListBuilder(8, "children looked after")
        list.addPerson(disability: nil)
        _ = list.column(
            "Unaccompanied Asylum Seeking Child (UASC) within the Last 12 Months (Y/N)", "uasc",
            others: ["Unaccompanied Asylum Seeking Child (UASC) within the Last 12 Months (Y/N))"])
        _ = list.column("Does the Child have a Disability", kept: false)
        let start = list.column("Date Started to be Looked After", date: true, kept: false)
        let need = list.column("Child's Category of Need", "need")
        _ = list.column(
            "Is this a second or subsequent period of being a Looked After Child within the last 12 months (Y/N)", "secondperiod")
        let legalStart = list.column("Start date of current legal status", date: true, kept: false)
        let legal = list.column("Child's Legal Status", "legalstatus")
        let review = list.column("Date of Latest Statutory Review", date: true, kept: false)
        let visit = list.column("Date of Last Social Work Visit", date: true, kept: false)
        _ = list.column("What is the permanence plan for this child?", "permanenceplan")
        let officer = list.column("Date of Last IRO Visit / Contact to the Child", date: true, kept: false)
        let health = list.column("Date of Last Health Assessment", date: true, kept: false)
        let dental = list.column("Date of Last Dental Check", date: true, kept: false)
        _ = list.column("Number of Placements in the Last 12 months", "placements12months")
        let end = list.column("Date Ceased to be Looked After", date: true, kept: false)
        let reason = list.column("Reason Ceased to be Looked After", "ceasedreason")
        let placed = list.column("Start Date of Most Recent Placement", date: true, kept: false)
        let kind = list.column("Placement Type", "placementtype")
        _ = list.column("Placement Provider", "provider")
        _ = list.column("Placement postcode", "postcode")
        _ = list.column("URN of Placement", "urn")
        _ = list.column("Placement Location", "location")
        _ = list.column("LA of Placement", "placementla")
        let missing = "Number of Episodes the Child has been ‘Missing’ from their Placement in the last 12 months"
        _ = list.column(missing, "missing12months", others: [missing.filter { $0 != "‘" && $0 != "’" }])
        let absent = "Number of Episodes the Child has been ‘Absent’ from their Placement in the last 12 months"
        _ = list.column(absent, "absent12months", others: [absent.filter { $0 != "‘" && $0 != "’" }])
        _ = list.column(
            "Was the child offered a Return Interview after their last missing episode (Y/N)?", "interviewoffered")
        _ = list.column(
            "Did the child accept a Return Interview after their last missing episode (Y/N)?", "interviewaccepted")
        list.event(
            "looked-after-started", "status.started", on: start, [("status", .word("looked_after")), ("reasons", .cell(need))])
        list.event(
            "legal-status-started", "status.started", on: legalStart, when: .isOneOf(legal, AnnexACodes.statusCodes),
            [("status", .cell(legal, values: "statuses", kind: .text)), ("legal_basis", .cell(legal))])
        list.event(
            "placement-started", "placement.started", on: placed,
            [
                ("placement_type", .cell(kind, values: "placements", kind: .text)),
                ("legal_status", .cell(legal, values: "placementStatuses", kind: .text)),
            ])
        list.event("review", "meeting.held", on: review, [("meeting_type", .word("looked_after_review"))])
        list.note("visit", "a social work visit; whether the child was seen is not stated", on: visit, kind: "visit")
        list.note("reviewing-officer", "a visit or contact by the reviewing officer", on: officer, kind: "contact")
        list.event("health-assessment", "assessment.completed", on: health, [("assessment_type", .word("health"))])
        list.note("dental-check", "a dental check", on: dental)
        list.event(
            "looked-after-ended", "status.ended", on: end,
            [
                ("status", .word("looked_after")), ("reasons", .cell(reason)),
                ("outcome", .cell(reason, values: "leavings", kind: .text)),
            ])
        list.addAllocation()
        return list.list
    }

    static var careLeavers: RowMapping {
        var list = ListBuilder(9, "care leavers")
        list.addPerson(disability: nil)
        _ = list.column("Unaccompanied Asylum Seeking Child (UASC), or formerly UASC if 18 or over (Y/N)", "uasc")
        _ = list.column("Does the Child have a Disability", "disability")
        let team = list.column("Allocated Team")
        let worker = list.column("Allocated Worker")
        let adviser = list.column("Allocated Personal Advisor")
        _ = list.column("Eligibility Category", "eligibility")
        let review = list.column("Latest Pathway Plan Review Date", "pathwayreview", date: true)
        _ = list.column("LA in Touch", "intouch")
        let contact = list.column("Latest Date of Contact", "lastcontact", date: true)
        _ = list.column("Type of Accommodation", "accommodation")
        _ = list.column("Suitability of Accommodation", "suitability")
        _ = list.column("Activity Status", "activity")
        list.document("care-leaver", "A care leaver, as listed")
        list.event("pathway-review", "plan.reviewed", on: review, [("plan_type", .word("pathway"))])
        list.note("contact", "the latest contact with a care leaver", on: contact, kind: "contact")
        list.addAllocation(worker, team, role: "allocated_worker")
        list.addAllocation(adviser, team, role: "personal_adviser")
        return list.list
    }
}
