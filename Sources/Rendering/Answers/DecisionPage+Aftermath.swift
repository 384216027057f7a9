import JSON

extension DecisionPage {
    static func oversight(_ page: JSONValue, _ sheet: inout Sheet) {
        sheet.heading("Oversight")
        let acts = page["oversight"].map { Array($0.elements) } ?? []
        let past = setAside(page, ["oversight.recorded", "supervision.held", "assessment.approved"])
        if acts.isEmpty {
            sheet.say(none("No oversight of this decision \(past.isEmpty ? "is recorded" : "stands").", page), indent: 2)
        }
        for act in acts { sheet.item(told(act, said: ["topics", "outcome", "management_direction", "decision", "reasons"])) }
        say(past, &sheet)
        guard let next = page["next_oversight"], !next.isNull, next["linked"]?.bool != true else { return }
        // Of what is known to the month, the year or about, no days are counted.
        let when =
            next["days_after"]?.integer.map {
                $0 == 0 ? "came the same day" : "came \(Plain.count(Int($0), "day")) after the decision"
            }
            ?? "is of \(When.of(next))"
        sheet.say(
            "The next oversight of the case \(when), and does not name this decision: entry \(Entry.position(next)), by \(Who.of(next)).",
            indent: 2)
    }

    static func challenges(_ page: JSONValue, _ sheet: inout Sheet) {
        sheet.heading("Challenges and complaints")
        let challenges = page["challenges"].map { Array($0.elements) } ?? []
        let complaints = page["complaints"].map { Array($0.elements) } ?? []
        let pastChallenges = setAside(page, ["challenge.raised"])
        let pastComplaints = setAside(page, ["complaint.received"])
        if challenges.isEmpty {
            sheet.say(
                none("No challenge of this decision \(pastChallenges.isEmpty ? "is recorded" : "stands").", page), indent: 2)
        }
        for challenge in challenges {
            sheet.item(
                "Challenge. " + told(challenge, said: ["challenge_type", "stage", "problem", "grounds", "action_sought"]))
            ending(challenge, &sheet)
        }
        say(pastChallenges, &sheet)
        if complaints.isEmpty {
            sheet.say(none("No complaint that names it \(pastComplaints.isEmpty ? "is recorded" : "stands").", page), indent: 2)
        }
        for complaint in complaints {
            sheet.item(
                "Complaint. " + told(complaint, said: ["complaint_stage", "complainant_role", "summary", "desired_outcome"]))
            ending(complaint, &sheet)
        }
        say(pastComplaints, &sheet)
    }

    /// What was about the decision and no longer stands, of these types.
    private static func setAside(_ page: JSONValue, _ types: [String]) -> [JSONValue] {
        (page["set_aside"].map { Array($0.elements) } ?? []).filter { types.contains($0["type"]?.string ?? "") }
    }

    private static func say(_ setAside: [JSONValue], _ sheet: inout Sheet) {
        for act in setAside {
            let by = Marks.entries(act["withdrawn_by"]).map { "Withdrawn by \($0)" } ?? "Since stated anew about something else"
            let said = ["challenge_type", "topics", "outcome", "problem", "summary", "reasons"]
            sheet.item("\(by): " + told(act, said: act["ending"] == nil ? said : ["reasons"]))
        }
    }

    /// What became of a challenge or a complaint.
    private static func ending(_ matter: JSONValue, _ sheet: inout Sheet) {
        for resolution in matter["resolutions"].map({ Array($0.elements) }) ?? [] {
            let step = resolution["type"]?.string.map { Plain.capital(Entry.type($0)) + ". " } ?? ""
            sheet.item(
                step + told(resolution, said: ["complaint_stage", "outcome", "resolved", "change", "summary", "reasons"]),
                mark: ">", indent: 4)
        }
        if let absence = matter["absence"]?.string { sheet.say(Plain.capital(absence) + ".", indent: 6) }
    }

    static func aftermath(_ page: JSONValue, _ sheet: inout Sheet) {
        sheet.heading("What became of it")
        let changes = page["changes"].map { Array($0.elements) } ?? []
        let past = setAside(page, ["decision.ended"])
        defer { say(past, &sheet) }
        guard !changes.isEmpty else {
            let what = past.isEmpty ? "Nothing on record" : "Nothing that stands"
            return sheet.say(none("\(what) ended, replaced, corrected or withdrew it.", page), indent: 2)
        }
        for change in changes {
            let kind = change["change"]?.string ?? "changed"
            let what = change["ending"]?.string ?? (kind == "restated" ? "stated anew" : kind)
            // An end names the decision by its id, which says nothing here; a new decision says what it is.
            let decision = change["ending"] == nil ? ["decision"] : []
            let said = decision + ["reasons", "effective_from", "corrected_fields", "correction_reason", "withdrawal_reason"]
            var text = Plain.capital(Plain.words(what)) + ". " + told(change, said: said)
            if let other = Marks.entries(change["superseded_by"]) { text += " In its place: \(other)." }
            sheet.item(text)
        }
    }

    /// That nothing is there; where the case was erased, that what stood on its own record cannot be told any more.
    private static func none(_ absence: String, _ page: JSONValue) -> String {
        Gone.or(absence, page, erased: "Nothing that can still be read; what the case's own record said of it is erased.")
    }

    static func missing(_ page: JSONValue, _ sheet: inout Sheet) {
        sheet.heading("What is missing")
        let absences = page["absences"].map { $0.elements.compactMap(\.string) } ?? []
        if absences.isEmpty { sheet.say("Nothing that a review looks for is missing.", indent: 2) }
        for absence in absences { sheet.item(absence) }
    }

    /// Who did something and when, and what the entry says in these fields.
    private static func told(_ act: JSONValue, said names: [String]) -> String {
        var text = "\(When.of(act)), \(Who.of(act)) (entry \(Entry.position(act)))"
        let said = names.compactMap { name -> String? in
            guard let value = Plain.value(act[name]) else { return nil }
            return ["decision", "summary", "problem", "management_direction"].contains(name)
                ? stop(value) : "\(label(name)): \(stop(value))"
        }
        text += said.isEmpty ? "." : ": " + said.joined(separator: " ")
        if let corrected = Marks.corrections(act) { text += " Corrected by \(corrected)." }
        return text
    }

    private static func label(_ name: String) -> String {
        switch name {
        case "complainant_role": "From"
        case "complaint_stage": "Stage"
        case "challenge_type": "Kind"
        case "correction_reason", "withdrawal_reason", "reasons": "Why"
        case "corrected_fields": "What was wrong"
        case "effective_from": "With effect from"
        default: Plain.capital(Plain.words(name))
        }
    }

    private static func stop(_ text: String) -> String {
        text.last.map { ".!?”\"".contains($0) } == true ? text : text + "."
    }
}
