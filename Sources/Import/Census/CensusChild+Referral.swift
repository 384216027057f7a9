import Events

extension CensusChild {
    /// A referral, what followed it, and how the episode of need ended.
    mutating func addReferral(_ details: CensusElement) {
        guard isNews(details, within: "") else { return }
        let start = day("CINreferralDate", details, needed: true)
        let end = day("CINclosureDate", details)
        checkBirth(start, details, "A referral")
        check(start, end, details, "CINreferralDate", "CINclosureDate")
        let stem = "referral/\(start?.description ?? "undated")"
        if let start { addStart(start, stem, details) } else { addDocument(stem, details, "A referral that belongs to no day") }
        addEnd(end, stem, details)
        var conferences: Set<Day> = []
        addConference(details, stem, start, &conferences)
        for element in details.all("Assessments") where isNews(element, within: stem) { addAssessment(element, stem, start) }
        for element in details.all("Section47") where isNews(element, within: stem) {
            addEnquiry(element, stem, start, &conferences)
        }
        for element in details.all("CINPlanDates") where isNews(element, within: stem) { addNeedPlan(element, stem, start) }
        for element in details.all("ChildProtectionPlans") where isNews(element, within: stem) {
            addProtectionPlan(element, stem, start)
        }
        for element in details.all("PreProceedingsandFGDM") where isNews(element, within: stem) {
            addPreProceedings(element, stem, start)
        }
    }

    private mutating func addStart(_ day: Day, _ stem: String, _ details: CensusElement) {
        let code = details["ReferralSource"]
        let source = CensusCodes.referralSources[code]
        if source == nil {
            code.isEmpty
                ? fault(.codeMissing, details, missing("ReferralSource", details))
                : fault(.codeUnknown, details, "ReferralSource is \"\(code)\".")
        }
        let need = words("PrimaryNeedCode", details, CensusCodes.needs)
        let ended = flag("ReferralNFA", details)
        var data = [
            EventDraft.Field("referral_type", "referral"), EventDraft.Field("from_role", source?.role ?? "other"),
        ]
        if let source { data.append(EventDraft.Field("agency", "\(source.says) (\(code))")) }
        if let need { data.append(EventDraft.Field("reasons", "Main need: \(need)")) }
        if ended == true { data.append(EventDraft.Field("summary", "The referral led to no further action.")) }
        let referral = add("\(stem)/received", "referral.received", on: day, details, keeps: true, data)
        guard ended == false else { return }
        // A referral that is taken up begins an episode of need, on its own day.
        add(
            "\(stem)/opened", "case.opened", on: day, details, keeps: false,
            [EventDraft.Field("service", "childrens_social_care")] + Self.basedOn(referral))
    }

    private mutating func addEnd(_ day: Day?, _ stem: String, _ details: CensusElement) {
        let reason = words("ReasonForClosure", details, CensusCodes.closures)
        guard let day else {
            if reason != nil, details["CINclosureDate"].isEmpty {
                fault(
                    .openWithReason, details,
                    "CINclosureDate is \(details.absence("CINclosureDate")), ReasonForClosure is \(details["ReasonForClosure"]).")
            }
            return
        }
        if reason == nil {
            let absence = details.absence("ReasonForClosure")
            fault(.endWithoutReason, details, "CINclosureDate is \(inWords(day)), ReasonForClosure is \(absence).")
        }
        let unsaid = details.isLost("ReasonForClosure") ? "stated at a length that was not kept" : "not stated"
        add(
            "\(stem)/closed", "case.closed", on: day, details, keeps: false,
            [EventDraft.Field("service", "childrens_social_care"), EventDraft.Field("reasons", reason ?? unsaid)])
    }

    /// An initial conference that the census dates; the same day in the referral and in an enquiry is the same conference.
    mutating func addConference(_ element: CensusElement, _ stem: String, _ referral: Day?, _ known: inout Set<Day>) {
        guard let day = day("DateOfInitialCPC", element), known.insert(day).inserted else { return }
        check(day, after: referral, element, "DateOfInitialCPC")
        checkBirth(day, element, "A conference")
        add(
            "\(stem)/conference/\(day)", "meeting.held", on: day, element, keeps: false,
            [EventDraft.Field("meeting_type", "icpc"), EventDraft.Field("is_initial", .bool(true))])
    }

    /// Reports what stands under a referral and is dated before it.
    mutating func check(_ day: Day?, after referral: Day?, _ element: CensusElement, _ name: String) {
        guard let day, let referral, day < referral else { return }
        fault(.beforeReferral, element, "\(name) is \(inWords(day)), the referral is of \(inWords(referral)).")
    }

    static func basedOn(_ id: String?) -> [EventDraft.Field] {
        id.map { [EventDraft.Field("based_on", .list([.text($0)]))] } ?? []
    }
}
