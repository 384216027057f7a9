extension CaseState {
    /// How the case stands in one word, for who asks for no more: the status in force that asks most of the service, of
    /// whichever child; with none, whether the case is open; of one that was erased, that. ``statuses`` says it child by child.
    public var status: String {
        guard record.erased == nil else { return "erased" }
        let names = Set(statuses.map(\.name))
        if let status = Self.mostDemanding.first(where: names.contains) { return status }
        guard !services.isEmpty else { return "not_recorded" }
        return services.contains { $0.closed == nil } ? "open" : "closed"
    }

    /// The legal status in force that takes most from the parents, of whichever child; nil where none is recorded.
    public var legalStatus: String? {
        let names = Set(legalStatuses.map(\.name))
        return Self.mostBinding.first(where: names.contains) ?? legalStatuses.last?.name
    }

    private static let mostDemanding = [
        "looked_after", "care_proceedings", "pre_proceedings", "child_protection_plan", "child_in_need", "privately_fostered",
        "care_leaver", "adoption_support", "early_help", "direct_payments_only",
    ]

    private static let mostBinding = [
        "placement_order", "care_order", "interim_care_order", "emergency_protection", "police_protection", "remand",
        "supervision_order", "special_guardianship_order", "accommodated",
    ]
}
