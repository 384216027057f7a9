/// What the entries of Annex A lists become. Entries hold a code, as `q) 6: Police`; those in no table are kept and reported.
enum AnnexACodes {
    static let tables: [String: RowMapping.ValueTable] = [
        "sexes": table(CensusCodes.sexes.mapValues(Optional.some)).adding([
            "male": "male", "female": "female", "Not stated/recorded": "not stated", "Not stated": "not stated",
            "Neither": "neither",
        ]),
        "ethnicities": table(
            CensusCodes.ethnicities.reduce(into: [:]) { table, entry in
                table[entry.key] = entry.value.map { "\($0) (\(entry.key))" } ?? "not known (\(entry.key))"
            }),
        "fromRole": table(CensusCodes.referralSources.mapValues { $0.role }).adding(["Health services": "partner_agency"]).with(
            "other"),
        "yes": table(["yes": "child_protection_plan", "no": "other"]),
        "placements": table(Codes.placements.mapValues(Optional.some)).with("other"),
        "placementStatuses": table(Codes.legalStatuses.mapValues { $0.placement }).with("other"),
        "statuses": table(Codes.legalStatuses.compactMapValues(\.status).mapValues(Optional.some)),
        "leavings": table(Codes.leavings.mapValues { $0.outcome }).with("other"),
    ]

    /// Legal statuses that the vocabulary has a word for.
    static let statusCodes = Codes.legalStatuses.filter { $0.value.status != nil }.keys.sorted()

    private static func table(_ values: [String: String?]) -> RowMapping.ValueTable {
        RowMapping.ValueTable(values: values.compactMapValues { $0.map(EventDraft.Value.text) })
    }
}

extension RowMapping.ValueTable {
    fileprivate func adding(_ more: [String: String]) -> Self {
        var table = self
        for (key, value) in more { table.values[key] = .text(value) }
        return table
    }

    fileprivate func with(_ otherwise: String) -> Self {
        var table = self
        table.otherwise = .text(otherwise)
        return table
    }
}
