import JSON

/// One decision on one page: the review that a complaint's investigator is handed.
public enum DecisionPage {
    /// - Parameter all: shows everything that stood on the record at that moment, not the latest entries only.
    public static func render(_ reply: Reply, all: Bool = false, look: Look) -> String {
        var sheet = Sheet(look)
        guard let page = reply.pages.first, let decision = page["decision"] else {
            sheet.say("The answer holds no decision.")
            return sheet.text
        }
        head(decision, &sheet)
        facts(decision, &sheet)
        why(decision, &sheet)
        options(decision, &sheet)
        views(decision, &sheet)
        record(page, all: all, &sheet)
        oversight(page, &sheet)
        challenges(page, &sheet)
        aftermath(page, &sheet)
        missing(page, &sheet)
        sheet.basis(BasisLine.text(reply))
        return sheet.text
    }

    private static func head(_ decision: JSONValue, _ sheet: inout Sheet) {
        let kind = decision["decision_type"]?.string.map { ": " + Plain.words($0) } ?? ""
        sheet.title("Decision \(Entry.position(decision))\(kind)")
        var about = [decision["case"]?.string.map { Plain.capital(Marks.case($0)) }, When.of(decision)].compactMap { $0 }
        if let children = Plain.value(decision["children"]) { about.append("children: \(children)") }
        sheet.say(about.joined(separator: "; "))
        // Who reads no further must not take for in force what is not.
        if let end = DecisionsPage.end(decision) { sheet.note(Plain.capital(end) + ".") }
        for note in Marks.notes(decision) { sheet.note(note) }
        sheet.gap()
        sheet.say(DecisionsPage.said(decision), indent: 2)
    }

    private static func facts(_ decision: JSONValue, _ sheet: inout Sheet) {
        sheet.heading("Who decided, when, and under what authority")
        let id = decision["actor"]?.string.flatMap { $0 == "unknown" || decision["actorname"] == nil ? nil : " (\($0))" } ?? ""
        sheet.fact("Decided by", Who.of(decision, withTeam: true) + id)
        sheet.fact("Decided on", When.of(decision))
        if let entered = decision["enteredtime"]?.string { sheet.fact("Written down", When.words(entered)) }
        if let recorded = decision["recordedtime"]?.string { sheet.fact("In this ledger", "since \(When.words(recorded))") }
        sheet.fact("Authority", decision["authority"]?.string ?? Gone.or("not recorded", decision))
        field("Authorised by", decision["authorised_by_role"], &sheet)
        sheet.fact("Endorsed by", DecisionsPage.people(decision["endorsed_by"]) ?? Gone.or("nobody on record", decision))
        field("Takes effect", decision["effective_from"], &sheet)
        field("Level", decision["level"], &sheet)
        field("Outcome", decision["outcome"], &sheet)
        field("Panel", decision["panel"], &sheet)
    }

    private static func why(_ decision: JSONValue, _ sheet: inout Sheet) {
        sheet.heading("Why")
        sheet.say(decision["reasons"]?.string ?? Gone.or("No reasons are recorded.", decision, erased: "Erased."), indent: 2)
        field("Risk to the child", decision["risk_level"], &sheet)
        field("Effect on safety", decision["safety_effect"], &sheet)
        field("Level of service", decision["level_of_service"], &sheet)
        field("Considered", decision["considered"], &sheet)
        field("Informed by", decision["informed_by"], &sheet)
        field("Discussed with", decision["discussed_with_roles"], &sheet)
        field("Bottom lines", decision["bottom_lines"], &sheet)
        if decision["no_bottom_lines"]?.bool == true { sheet.fact("Bottom lines", "considered, and none needed") }
        field("Done straight away", decision["action_taken"], &sheet)
        field("Shaped by reflection", decision["shaped_by_reflection"], &sheet)
        field("For the chronology", decision["significance"], &sheet)
    }

    private static func options(_ decision: JSONValue, _ sheet: inout Sheet) {
        sheet.heading("The options")
        let options = decision["options"].map { Array($0.elements) } ?? []
        if options.isEmpty { sheet.say(Gone.or("No other options are recorded.", decision, erased: "Erased."), indent: 2) }
        for (index, option) in options.enumerated() {
            sheet.item(option["option"]?.string ?? "not named", mark: "\(index + 1).")
            sheet.say("Risks: \(Plain.value(option["risks"]) ?? "none recorded")", indent: 5)
            sheet.say("Benefits: \(Plain.value(option["benefits"]) ?? "none recorded")", indent: 5)
        }
    }

    private static func views(_ decision: JSONValue, _ sheet: inout Sheet) {
        sheet.heading("The views of child and family, and how they weighed")
        let cited = decision["views_cited"].map { Array($0.elements) } ?? []
        let child = ["child_views", "child_own_words"].compactMap { decision[$0]?.string }
        let family = ["family_views", "parent_views", "carer_views"].compactMap { decision[$0]?.string }
        let none = Gone.or("not recorded in the decision", decision)
        sheet.fact("The child", child.isEmpty ? none : child.joined(separator: "\n"))
        sheet.fact("The family", family.isEmpty ? none : family.joined(separator: "\n"))
        for source in cited {
            let said = source.members.compactMap { name, value -> String? in
                guard !name.says("position"), let text = Plain.value(value) else { return nil }
                return "\(Plain.words(name.string ?? "")): \(text)"
            }
            sheet.fact("Cited entry \(Entry.position(source))", said.joined(separator: "\n"))
        }
        sheet.fact("Weight given", decision["weight_given"]?.string ?? Gone.or("not recorded", decision))
        field("Wishes followed", decision["wishes_followed"], &sheet)
        field("Why not", decision["wishes_not_followed_reason"], &sheet)
        field("Took part", decision["involved"], &sheet)
        field("Who did not, and why", decision["involvement_reason_not"], &sheet)
        field("Reasons explained", decision["explanation_given"], &sheet)
        field("Told", decision["told_roles"], &sheet)
    }

    /// A field of the decision in words; nothing where it is not there.
    static func field(_ name: String, _ value: JSONValue?, _ sheet: inout Sheet) {
        guard let text = Plain.value(value) else { return }
        sheet.fact(name, text)
    }
}

extension Sheet {
    /// Wide enough for the longest name on this page.
    fileprivate mutating func fact(_ name: String, _ text: String) { field(name, text, column: 25) }
}
