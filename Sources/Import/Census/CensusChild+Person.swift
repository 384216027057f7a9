import Events

extension CensusChild {
    /// Who the child is, as known when the file was made.
    mutating func addPerson(_ identifiers: CensusElement, _ characteristics: CensusElement?) {
        var data = [EventDraft.Field("person", child), EventDraft.Field("relationship", "subject")]
        if let born = day("PersonBirthDate", identifiers) {
            birth = born
            data.append(EventDraft.Field("date_of_birth", born.description))
            if born > census.day { fault(.bornAfterReturn, identifiers, "PersonBirthDate is \(inWords(born)).") }
        }
        if let expected = day("ExpectedPersonBirthDate", identifiers) {
            data.append(EventDraft.Field("expected_date_of_birth", expected.description))
        }
        if let died = day("PersonDeathDate", identifiers) {
            data.append(EventDraft.Field("date_of_death", died.description))
            check(birth, died, identifiers, "PersonBirthDate", "PersonDeathDate")
            if died > census.day { fault(.afterSource, identifiers, "PersonDeathDate is \(inWords(died)).") }
        }
        for name in ["Sex", "GenderCurrent"] where !identifiers[name].isEmpty {
            if let sex = words(name, identifiers, CensusCodes.sexes) {
                data.append(EventDraft.Field("sex", CensusCodes.sexes[identifiers[name]] ?? sex))
            }
        }
        if !identifiers["UPNunknown"].isEmpty, !CensusCodes.noPupilNumber.contains(identifiers["UPNunknown"]) {
            fault(.codeUnknown, identifiers, "UPNunknown is \"\(identifiers["UPNunknown"])\".")
        }
        if let characteristics {
            if let ethnicity = ethnicity(characteristics) { data.append(EventDraft.Field("ethnicity", ethnicity)) }
            let disabilities = disabilities(characteristics)
            if !disabilities.isEmpty { data.append(EventDraft.Field("disability", .list(disabilities.map { .text($0) }))) }
        }
        var whole = identifiers
        whole.children = identifiers.children.filter { $0.name != "LAchildID" } + (characteristics?.children ?? [])
        add("person", "person.recorded", on: census.day, whole, keeps: true, data)
    }

    private mutating func ethnicity(_ characteristics: CensusElement) -> String? {
        let code = characteristics["Ethnicity"]
        guard !code.isEmpty else { return nil }
        guard let known = CensusCodes.ethnicities[code] else {
            fault(.codeUnknown, characteristics, "Ethnicity is \"\(code)\".")
            return code
        }
        return known.map { "\($0) (\(code))" }
    }

    /// Those the child has; none where the census says that there is none.
    private mutating func disabilities(_ characteristics: CensusElement) -> [String] {
        var found: [String] = []
        for element in characteristics.first("Disabilities")?.all("Disability") ?? [] {
            let code = element.text
            guard let words = CensusCodes.disabilities[code] else {
                fault(.codeUnknown, element, "Disability is \"\(code)\".")
                if !code.isEmpty { found.append(code) }
                continue
            }
            if code != "NONE" { found.append("\(words) (\(code))") }
        }
        return found
    }
}
