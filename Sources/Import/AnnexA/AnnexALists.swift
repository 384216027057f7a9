/// The eleven lists that Ofsted asks for before an inspection (Annex A of its framework), as mappings.
///
/// A list says how things stand on the day it was made: where it gives the day of a thing, the thing becomes an event on that
/// day; what it gives no day for becomes a statement of the day of the list. The vocabulary's word is used only where the
/// list says as much: a visit of which it does not say that the child was seen is a note.
enum AnnexALists {
    static let all: [RowMapping] = [
        contacts, earlyHelp, referrals, assessments, enquiries, childrenInNeed, protectionPlans, lookedAfter, careLeavers,
        adoption,
        adopters,
    ]

    static var contacts: RowMapping {
        var list = ListBuilder(1, "contacts")
        list.addPerson(disability: nil)
        let day = list.column("Date of Contact", "contactdate", date: true)
        let source = list.column("Contact Source", "contactsource")
        list.event(
            "contact", "referral.received", on: day,
            [
                ("referral_type", .word("contact")), ("from_role", .cell(source, values: "fromRole", kind: .text)),
                ("agency", .cell(source)),
            ])
        return list.list
    }

    static var earlyHelp: RowMapping {
        var list = ListBuilder(2, "early help assessments")
        list.addPerson(disability: nil)
        let start = list.column("Assessment start date", "started", date: true)
        let end = list.column("Assessment completion date", "completed", date: true)
        _ = list.column("Organisation completing assessment", "organisation")
        list.event("early-help-started", "assessment.started", on: start, [("assessment_type", .word("early_help"))])
        list.event(
            "early-help-completed", "assessment.completed", on: end,
            [("assessment_type", .word("early_help")), ("based_on", .event("early-help-started"))])
        return list.list
    }

    static var referrals: RowMapping {
        var list = ListBuilder(3, "referrals")
        list.addPerson(disability: nil)
        let day = list.column("Date of Referral", "referraldate", date: true)
        let source = list.column("Referral Source", "referralsource")
        let ended = list.column("Referral NFA?", "nfa", others: ["Referral NFA"])
        _ = list.column("Number of Referrals in Last 12 Months", "referrals12months")
        list.event(
            "referral", "referral.received", on: day,
            [
                ("referral_type", .word("referral")), ("from_role", .cell(source, values: "fromRole", kind: .text)),
                ("agency", .cell(source)),
            ])
        list.event(
            "opened", "case.opened", on: day, when: .isOneOf(ended, ["no"]),
            [("service", .word("childrens_social_care")), ("based_on", .event("referral"))])
        list.addAllocation()
        return list.list
    }

    static var assessments: RowMapping {
        var list = ListBuilder(4, "assessments")
        list.addPerson()
        let start = list.column("Continuous Assessment Start Date", "started", date: true)
        _ = list.column("Child Seen During Continuous Assessment", "childseen")
        let end = list.column("Continuous Assessment Date of Authorisation", "authorised", date: true)
        _ = list.column("Was the child assessed as requiring LA children's social care support?", "requiressupport")
        list.event("assessment-started", "assessment.started", on: start, [("assessment_type", .word("child_and_family"))])
        list.event(
            "assessment-completed", "assessment.completed", on: end,
            [("assessment_type", .word("child_and_family")), ("based_on", .event("assessment-started"))])
        list.event(
            "assessment-approved", "assessment.approved", on: end,
            [("assessment_type", .word("child_and_family")), ("based_on", .event("assessment-completed"))])
        list.addAllocation()
        return list.list
    }

    static var enquiries: RowMapping {
        var list = ListBuilder(5, "section 47 enquiries and initial conferences")
        list.addPerson()
        let start = list.column(
            "Strategy discussion initiating Section 47 Enquiry Start Date", "strategy", others: ["Section 47 Enquiry Start Date"],
            date: true)
        _ = list.column("Was an Initial Child Protection Conference deemed unnecessary?", "icpcunnecessary")
        let conference = list.column("Date of Initial Child Protection Conference", "icpcdate", date: true)
        let plan = list.column("Did the Initial Child Protection Conference Result in a Child Protection Plan", "icpcplan")
        _ = list.column("Number of Section 47 Enquiries in the last 12 months", "enquiries12months")
        _ = list.column("Number of ICPCs in the last 12 months", "icpcs12months")
        list.event(
            "strategy-discussion", "meeting.held", on: start,
            [("meeting_type", .word("strategy_discussion")), ("section_47_decision", .word("yes"))])
        list.event(
            "section-47-started", "enquiry.started", on: start,
            [("enquiry_type", .word("section_47")), ("based_on", .event("strategy-discussion"))])
        list.event(
            "conference", "meeting.held", on: conference,
            [
                ("meeting_type", .word("icpc")), ("is_initial", .constant(.bool(true))),
                ("outcome", .cell(plan, values: "yes", kind: .text)),
            ])
        list.addAllocation()
        return list.list
    }

    static var childrenInNeed: RowMapping {
        var list = ListBuilder(6, "children in need")
        list.addPerson()
        let start = list.column("CIN Start Date", "cinstart", date: true)
        let need = list.column("Primary Need Code", "primaryneed")
        let seen = list.column("Date Child Was Last Seen", "lastseen", date: true)
        let end = list.column("CIN Closure Date", "cinclosure", date: true)
        let reason = list.column("Reason for Closure", "closurereason")
        _ = list.column("Case Status", "casestatus")
        list.event(
            "opened", "case.opened", on: start,
            [("service", .word("childrens_social_care")), ("reasons", .cell(need))])
        list.event(
            "seen", "visit.made", on: seen,
            [
                ("visit_type", .word("other")), ("child_seen", .constant(.bool(true))),
                ("purpose", .word("Annex A list 6: the day on which the child was last seen")),
            ])
        list.event(
            "closed", "case.closed", on: end, when: .present(reason),
            [("service", .word("childrens_social_care")), ("reasons", .cell(reason))])
        list.event(
            "closed-unexplained", "case.closed", on: end, when: .absent(reason),
            [("service", .word("childrens_social_care")), ("reasons", .word("not stated"))])
        list.addAllocation()
        return list.list
    }
}
