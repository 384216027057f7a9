/// Which elements a census has, and where: those of the Department for Education's schemas of 2017 to 2026.
enum CensusStructure {
    /// By the name of an element, what may stand in it. An element that is not named here holds text.
    static let within: [String: Set<String>] = [
        "Message": ["Header", "Children"],
        "Header": ["CollectionDetails", "Source", "Content"],
        "CollectionDetails": ["Collection", "Year", "ReferenceDate"],
        "Source": ["SourceLevel", "LEA", "SoftwareCode", "Release", "SerialNo", "DateTime", "XVersion"],
        "Content": ["CBDSLevels"],
        "CBDSLevels": ["CBDSLevel"],
        "Children": ["Child"],
        "Child": ["ChildIdentifiers", "ChildCharacteristics", "CINdetails"],
        "ChildIdentifiers": [
            "LAchildID", "UPN", "FormerUPN", "UPNunknown", "PersonBirthDate", "ExpectedPersonBirthDate", "Sex", "GenderCurrent",
            "PersonDeathDate",
        ],
        "ChildCharacteristics": ["Ethnicity", "Disabilities"],
        "Disabilities": ["Disability"],
        "CINdetails": [
            "CINreferralDate", "ReferralSource", "PrimaryNeedCode", "CINclosureDate", "ReasonForClosure", "DateOfInitialCPC",
            "ReferralNFA", "Assessments", "CINPlanDates", "Section47", "ChildProtectionPlans", "PreProceedingsandFGDM",
        ],
        "Assessments": [
            "AssessmentActualStartDate", "AssessmentInternalReviewDate", "AssessmentAuthorisationDate",
            "FactorsIdentifiedAtAssessment",
        ],
        "FactorsIdentifiedAtAssessment": ["AssessmentFactors"],
        "CINPlanDates": ["CINPlanStartDate", "CINPlanEndDate"],
        "Section47": ["S47ActualStartDate", "InitialCPCtarget", "DateOfInitialCPC", "ICPCnotRequired"],
        "ChildProtectionPlans": [
            "CPPstartDate", "CPPendDate", "InitialCategoryOfAbuse", "LatestCategoryOfAbuse", "NumberOfPreviousCPP", "Reviews",
        ],
        "Reviews": ["CPPreviewDate"],
        "PreProceedingsandFGDM": [
            "PPStartDate", "LBPSentDate", "FGDMMeetingOffer", "FGDMMeetingFac", "InitialPPMeetingDate", "ReviewMeetingsCount",
            "StepDecisionDate", "PPOutcome", "CourtAppDate", "LetterInitCPDate",
        ],
    ]

    /// Elements that may stand several times in the same place.
    static let repeated: Set<String> = [
        "Child", "CINdetails", "Assessments", "CINPlanDates", "Section47", "ChildProtectionPlans", "PreProceedingsandFGDM",
        "Disability", "AssessmentFactors", "CPPreviewDate", "Source", "CBDSLevel",
    ]
}
