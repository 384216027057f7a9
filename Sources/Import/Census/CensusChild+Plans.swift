import Events

extension CensusChild {
    /// A child in need plan: for as long as it runs, the child has that status.
    mutating func addNeedPlan(_ element: CensusElement, _ stem: String, _ referral: Day?) {
        let start = day("CINPlanStartDate", element, needed: true)
        let end = day("CINPlanEndDate", element)
        check(start, after: referral, element, "CINPlanStartDate")
        check(start, end, element, "CINPlanStartDate", "CINPlanEndDate")
        addPlan(element, "\(stem)/child-in-need-plan", start, end, plan: "child_in_need", status: "child_in_need")
    }

    /// A child protection plan with its reviews.
    mutating func addProtectionPlan(_ element: CensusElement, _ stem: String, _ referral: Day?) {
        let start = day("CPPstartDate", element, needed: true)
        let end = day("CPPendDate", element)
        check(start, after: referral, element, "CPPstartDate")
        check(start, end, element, "CPPstartDate", "CPPendDate")
        let category = words("InitialCategoryOfAbuse", element, CensusCodes.abuse, needed: true)
        _ = words("LatestCategoryOfAbuse", element, CensusCodes.abuse)
        let key = addPlan(
            element, "\(stem)/child-protection-plan", start, end, plan: "child_protection", status: "child_protection_plan",
            category: category)
        for review in element.first("Reviews")?.all("CPPreviewDate") ?? [] where !review.text.isEmpty {
            guard let held = StatedDate(review.text).day else {
                fault(.dateUnreadable, review, "CPPreviewDate is \"\(review.text)\".")
                continue
            }
            check(start, held, review, "CPPstartDate", "CPPreviewDate")
            add(
                "\(key)/review/\(held)", "meeting.held", on: held, review, keeps: false,
                [EventDraft.Field("meeting_type", "review_conference")])
        }
    }

    @discardableResult
    private mutating func addPlan(
        _ element: CensusElement, _ stem: String, _ start: Day?, _ end: Day?, plan: String, status: String,
        category: String? = nil
    ) -> String {
        let key = "\(stem)/\(start?.description ?? "undated")"
        checkBirth(start, element, "A plan began")
        let (planField, statusField) = (EventDraft.Field("plan_type", plan), EventDraft.Field("status", status))
        if let start {
            add(
                "\(key)/status-started", "status.started", on: start, element, keeps: true,
                [statusField] + (category.map { [EventDraft.Field("category", $0)] } ?? []))
            add("\(key)/agreed", "plan.agreed", on: start, element, keeps: false, [planField])
        } else if end == nil {
            addDocument(key, element, "A plan that belongs to no day: \(plan)")
        }
        if let end {
            add("\(key)/status-ended", "status.ended", on: end, element, keeps: start == nil, [statusField])
            add("\(key)/ended", "plan.ended", on: end, element, keeps: false, [planField])
        }
        return key
    }

    /// Pre-proceedings and family group decision making, part of the census since 2026. What the elements mean follows the
    /// Department's validation rules 9008 to 9014; the codes of PPOutcome are kept as they stand.
    mutating func addPreProceedings(_ element: CensusElement, _ stem: String, _ referral: Day?) {
        let start = day("PPStartDate", element)
        let end = day("StepDecisionDate", element)
        check(start, after: referral, element, "PPStartDate")
        check(start, end, element, "PPStartDate", "StepDecisionDate")
        checkBirth(start, element, "Pre-proceedings began")
        let key = "\(stem)/pre-proceedings/\(start?.description ?? "undated")"
        let status = EventDraft.Field("status", "pre_proceedings")
        let offered = flag("FGDMMeetingOffer", element)
        let held = flag("FGDMMeetingFac", element)
        var isKept = false
        if let start {
            let decision = add(
                "\(key)/decided", "decision.made", on: start, element, keeps: true,
                [
                    EventDraft.Field("decision_type", "start_pre_proceedings"),
                    EventDraft.Field("decision", "Begin pre-proceedings."),
                ])
            add("\(key)/status-started", "status.started", on: start, element, keeps: false, [status] + Self.basedOn(decision))
            isKept = true
        }
        if !isKept || offered != nil || held != nil {
            func says(_ answer: Bool?) -> String { answer.map { $0 ? "yes" : "no" } ?? "not stated" }
            let meetings = element["ReviewMeetingsCount"]
            addDocument(
                "\(key)/family-group", element,
                "Family group decision making: offered: \(says(offered)); held: \(says(held)); review meetings: \(meetings.isEmpty ? "not stated" : meetings)"
            )
        }
        addMilestone("LBPSentDate", "letter_before_proceedings", of: "pre_proceedings", element, key)
        addMilestone("InitialPPMeetingDate", "initial_pre_proceedings_meeting", of: "pre_proceedings", element, key)
        addMilestone("CourtAppDate", "issued", of: "care_proceedings", element, key)
        addMilestone("LetterInitCPDate", "other", of: "care_proceedings", element, key)
        if let end {
            let outcome = element["PPOutcome"]
            add(
                "\(key)/step-decided", "decision.made", on: end, element, keeps: false,
                [
                    EventDraft.Field("decision_type", "other"),
                    EventDraft.Field(
                        "decision", "Step up or down from pre-proceedings\(outcome.isEmpty ? "" : " (outcome code \(outcome))")."),
                ])
            add("\(key)/status-ended", "status.ended", on: end, element, keeps: false, [status])
        }
    }

    private mutating func addMilestone(
        _ name: String, _ milestone: String, of process: String, _ element: CensusElement, _ key: String
    ) {
        guard let day = day(name, element) else { return }
        add(
            "\(key)/\(name.lowercased())", "legal_milestone.recorded", on: day, element, keeps: false,
            [
                EventDraft.Field("legal_process", process), EventDraft.Field("milestone", milestone),
                EventDraft.Field("result", "met"),
            ])
    }
}
