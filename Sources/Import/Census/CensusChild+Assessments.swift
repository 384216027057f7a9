import Events

extension CensusChild {
    /// An assessment: its start, and its authorisation, with which it counts as completed.
    mutating func addAssessment(_ element: CensusElement, _ stem: String, _ referral: Day?) {
        let start = day("AssessmentActualStartDate", element, needed: true)
        let review = day("AssessmentInternalReviewDate", element)
        let end = day("AssessmentAuthorisationDate", element)
        checkBirth(start, element, "An assessment began")
        check(start, after: referral, element, "AssessmentActualStartDate")
        check(start, end, element, "AssessmentActualStartDate", "AssessmentAuthorisationDate")
        let key = "\(stem)/assessment/\(start?.description ?? "undated")"
        let kind = EventDraft.Field("assessment_type", "child_and_family")
        let factors = factors(element)
        var started: String?
        if let start {
            started = add("\(key)/started", "assessment.started", on: start, element, keeps: true, [kind])
        } else if end == nil {
            addDocument(key, element, "An assessment that belongs to no day")
        }
        if let review {
            add(
                "\(key)/review-point", "case_note.entered", on: review, element, keeps: false,
                [
                    EventDraft.Field("note_type", "other"),
                    EventDraft.Field("purpose", "\(census.title): internal review point of the assessment"),
                ] + Self.basedOn(started))
        }
        guard let end else {
            if !factors.isEmpty {
                fault(.openWithReason, element, "The assessment is not authorised, and has \(factors.count) factors already.")
            }
            return
        }
        var data = [kind]
        if !factors.isEmpty { data.append(EventDraft.Field("issues_identified", .list(factors.map { .text($0) }))) }
        let completed = add(
            "\(key)/completed", "assessment.completed", on: end, element, keeps: start == nil, data + Self.basedOn(started))
        add("\(key)/approved", "assessment.approved", on: end, element, keeps: false, [kind] + Self.basedOn(completed))
    }

    private mutating func factors(_ element: CensusElement) -> [String] {
        (element.first("FactorsIdentifiedAtAssessment")?.all("AssessmentFactors") ?? []).compactMap { factor in
            let code = factor.text
            guard !code.isEmpty else { return nil }
            guard let words = CensusCodes.factors[code] else {
                fault(.codeUnknown, factor, "AssessmentFactors is \"\(code)\".")
                return code
            }
            return "\(words) (\(code))"
        }
    }

    /// A section 47 enquiry, and the initial conference it led to.
    mutating func addEnquiry(_ element: CensusElement, _ stem: String, _ referral: Day?, _ conferences: inout Set<Day>) {
        let start = day("S47ActualStartDate", element, needed: true)
        let target = day("InitialCPCtarget", element)
        checkBirth(start, element, "A section 47 enquiry began")
        check(start, after: referral, element, "S47ActualStartDate")
        check(start, day("DateOfInitialCPC", element), element, "S47ActualStartDate", "DateOfInitialCPC")
        if flag("ICPCnotRequired", element) == true, !element["DateOfInitialCPC"].isEmpty {
            fault(.headerDisagrees, element, "ICPCnotRequired is true, but DateOfInitialCPC is \(element["DateOfInitialCPC"]).")
        }
        let key = "\(stem)/section-47/\(start?.description ?? "undated")"
        if let start {
            add(
                "\(key)/started", "enquiry.started", on: start, element, keeps: true,
                [EventDraft.Field("enquiry_type", "section_47")]
                    + (target.map { [EventDraft.Field("enquiry_plan", "Initial conference due by \(inWords($0)).")] } ?? []))
        } else {
            addDocument(key, element, "A section 47 enquiry that belongs to no day")
        }
        addConference(element, stem, referral, &conferences)
    }
}
