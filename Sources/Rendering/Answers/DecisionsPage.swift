import JSON

/// The register of decisions.
public enum DecisionsPage {
    /// The page of an answer, as text for people.
    public static func render(_ reply: Reply, look: Look) -> String {
        let decisions = reply.all("decisions")
        let isAcross = reply.asked.subject.isEmpty
        var sheet = Sheet(look)
        let title = isAcross ? "Decisions" : "Decisions in case \(reply.asked.subject)"
        sheet.title("\(title)\(reply.asked.limits): \(reply.extent(of: decisions))")
        sheet.gap()
        if decisions.isEmpty {
            sheet.say(reply.asked.none("No decision is recorded"))
            for sentence in reply.unknown { sheet.say(sentence) }
        } else {
            sheet.table(table(decisions, isAcross: isAcross, look))
            sheet.gap()
            sheet.say("To read one in full, for example the first: daybook decision \(decisions.first.map(Entry.position) ?? "")")
        }
        HistoryPage.cut(reply, decisions.count, &sheet)
        sheet.basis(BasisLine.text(reply))
        return sheet.text
    }

    private static func table(_ decisions: [JSONValue], isAcross: Bool, _ look: Look) -> Table {
        var columns = [Table.Column("Entry", isNumber: true), When.column(look)]
        if isAcross { columns.append(.init("Case", most: 14)) }
        var table = Table(columns + [.init("Who", most: 24), .init("What and why")])
        for decision in decisions {
            var cells = [Entry.position(decision), When.of(decision)]
            if isAcross { cells.append(decision["case"]?.string ?? "") }
            table.add(cells + [Who.of(decision), text(decision)], notes: notes(decision))
        }
        return table
    }

    private static func text(_ decision: JSONValue) -> String {
        let kind = decision["decision_type"]?.string.map { Plain.capital(Plain.words($0)) }
        let said = said(decision)
        guard decision["erased"] == nil else { return said }
        let why = decision["reasons"]?.string.map { "Why: \($0)" } ?? "No reasons are recorded."
        return (kind.map { "\($0): \(said)" } ?? said) + "\n" + why
    }

    /// What was decided; that it is not stated, or was erased.
    static func said(_ decision: JSONValue) -> String {
        if let erased = decision["erased"] { return Gone.words(erased) + "." }
        return decision["decision"]?.string ?? "What was decided is not stated."
    }

    /// What became of it, each in a few words.
    static func notes(_ decision: JSONValue) -> [String] {
        var notes: [String] = []
        if let by = people(decision["endorsed_by"]) { notes.append("endorsed by \(by)") }
        for challenge in decision["challenged_by"].map({ Array($0.elements) }) ?? [] {
            notes.append("challenged by \(matter(challenge))")
        }
        for complaint in decision["complaints"].map({ Array($0.elements) }) ?? [] {
            notes.append("named in a complaint, entry \(Entry.position(complaint))\(outcome(complaint))")
        }
        if let end = end(decision) { notes.append(end) }
        for act in decision["set_aside"].map({ Array($0.elements) }) ?? [] {
            let by = Marks.entries(act["withdrawn_by"]).map { "withdrawn by \($0)" } ?? "since stated anew about something else"
            notes.append("\(Entry.type(act["type"]?.string ?? "")) in entry \(Entry.position(act)), \(by)")
        }
        notes += Marks.of(decision)
        return notes.isEmpty ? [] : [Plain.capital(notes.joined(separator: "; ")) + "."]
    }

    /// How it ended, and what took its place; nil where neither is recorded.
    static func end(_ decision: JSONValue) -> String? {
        var said: [String] = []
        if let end = decision["ended"], !end.isNull {
            let how = end["ending"]?.string.map(Plain.words) ?? "ended"
            said.append("\(how) on \(When.of(end)) by \(Who.of(end)) (entry \(Entry.position(end)))")
        }
        if let by = Marks.entries(decision["superseded_by"]) ?? decision["superseded_by_reference"]?.string {
            said.append("\(by) took its place")
        }
        return said.isEmpty ? nil : said.joined(separator: "; ")
    }

    private static func matter(_ challenge: JSONValue) -> String {
        "\(Who.of(challenge)) (entry \(Entry.position(challenge)))\(outcome(challenge))"
    }

    private static func outcome(_ matter: JSONValue) -> String {
        if let outcome = Plain.value(matter["outcome"]) { return ", outcome: \(Plain.words(outcome))" }
        return matter["absence"]?.string.map { ", \($0)" } ?? ""
    }

    /// Who, with the entry that says so.
    static func people(_ value: JSONValue?) -> String? {
        guard let value, value.count > 0 else { return nil }
        let names = value.elements.compactMap { element -> String? in
            if element["actor"] == nil, let role = element["role"]?.string {
                return "\(Plain.words(role)) (as the decision itself says)"
            }
            let entry = Entry.position(element)
            return Who.of(element) + (entry.isEmpty ? "" : " (entry \(entry))")
        }
        return names.isEmpty ? nil : names.joined(separator: "; ")
    }
}
