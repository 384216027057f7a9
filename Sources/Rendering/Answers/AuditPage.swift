public import JSON

/// An audit's questions, with the machine's findings beside each, and what was answered.
public enum AuditPage {
    /// One question of a clause, and the findings that raise it.
    public struct Item {
        let clause: String
        let question: String
        let findings: [JSONValue]

        public init(clause: String, question: String, findings: [JSONValue]) {
            self.clause = clause
            self.question = question
            self.findings = findings
        }

        /// The first finding, where an auditor has answered all that can be answered; of stretches of time the last.
        var answered: JSONValue? { isAnswered ? findings.first(where: AuditPage.isOfOccasion) ?? findings.last : nil }

        /// Whether an auditor's answer stands for each time the clause applies. Of stretches of time that is the last: an answer is
        /// about the one in which it is given, so who is asked now can close no earlier one.
        public var isAnswered: Bool {
            let stretches = findings.filter { !AuditPage.isOfOccasion($0) }
            return findings.filter(AuditPage.isOfOccasion).allSatisfy(AuditPage.isAnswered)
                && (stretches.last.map(AuditPage.isAnswered) ?? true)
        }
    }

    private static let column = 14

    /// Whether an auditor's answer stands, be it that the question does not arise.
    public static func isAnswered(_ finding: JSONValue) -> Bool {
        finding["status"]?.string == "answered" || finding["answer"] != nil
    }

    /// Whether something that happened called for what is asked, and not a stretch of time.
    private static func isOfOccasion(_ finding: JSONValue) -> Bool { finding["trigger"]?["position"] != nil }

    /// What stands beside a question: what it is about, and what the machine says of it, line by line.
    public static func beside(_ item: Item) -> [String] {
        let findings = item.findings.prefix(shown).map(FindingLine.text)
        let more = item.findings.count - findings.count
        return about(item) + findings + (more > 0 ? ["and \(more) more"] : [])
    }

    /// Findings shown beside a question.
    private static let shown = 5

    /// What called for an answer, where that is one event.
    private static func about(_ item: Item) -> [String] {
        let triggers = Set(item.findings.map { $0["trigger"]?["position"]?.integer })
        guard triggers.count == 1, let trigger = item.findings.first?["trigger"], let position = trigger["position"]?.integer,
            let type = trigger["type"]?.string
        else { return [] }
        return [
            "About \(type), \(When.words(trigger["time"]?.string, precision: trigger["timeprecision"]?.string)) (entry \(position))"
        ]
    }

    /// The page of all questions about a subject.
    public static func questions(_ items: [Item], _ subject: String, _ pack: String, look: Look) -> String {
        var sheet = Sheet(look)
        sheet.title("Audit of \(subject) against the standards \(pack): \(Plain.count(items.count, "question"))")
        for item in items {
            sheet.gap()
            write(item, to: &sheet)
        }
        return sheet.text
    }

    /// One question, as it is put at the terminal.
    ///
    /// - Parameter number: from 1.
    public static func question(_ item: Item, number: Int, of total: Int, look: Look) -> String {
        var sheet = Sheet(look)
        sheet.heading("Question \(number) of \(total)")
        write(item, to: &sheet)
        return "\n" + sheet.text
    }

    private static func write(_ item: Item, to sheet: inout Sheet) {
        sheet.field(item.clause, item.question, column: column, indent: 0)
        for line in beside(item) { sheet.item(line, indent: column) }
    }

    /// The page of what was answered, and what is open.
    public static func report(_ items: [Item], _ pack: String, _ reply: Reply, look: Look) -> String {
        let answered = items.filter { $0.answered != nil }
        let open = items.filter { $0.answered == nil }
        var sheet = Sheet(look)
        sheet.title("Audit of \(reply.asked.subject) against the standards \(pack)")
        sheet.gap()
        sheet.say(
            "\(Plain.capital(Plain.count(items.count, "question"))) arise: \(answered.count) answered, \(open.count) open.")
        for word in ["yes", "partly", "no", "not_applicable"] {
            let group = answered.filter { $0.answered?["answer"]?["answer"]?.string == word }
            guard !group.isEmpty else { continue }
            sheet.heading("\(Plain.capital(Plain.words(word))): \(group.count)")
            for item in group {
                sheet.field(item.clause, item.question, column: column, indent: 0)
                if let answer = item.answered?["answer"] { sheet.item(said(answer), indent: column) }
            }
        }
        if !open.isEmpty {
            sheet.heading("Open: \(open.count)")
            for item in open { write(item, to: &sheet) }
        }
        sheet.basis(BasisLine.text(reply))
        return sheet.text
    }

    private static func said(_ answer: JSONValue) -> String {
        let who = answer["actor"]?.string.map { " by \($0)" } ?? ""
        let when = When.words(answer["time"]?.string)
        let comment = answer["comment"]?.string.map { ": \($0)" } ?? ""
        let entry = answer["position"]?.integer.map { " (entry \($0))" } ?? ""
        return "Answered\(who) on \(when)\(comment)\(entry)"
    }

    /// The page of the cases that were picked.
    ///
    /// - Parameters:
    ///   - reply: all cases that they were picked from.
    public static func sample(_ cases: [JSONValue], of reply: Reply, seed: String, look: Look) -> String {
        let total = reply.all("cases").count
        var sheet = Sheet(look)
        sheet.title(
            "\(Plain.capital(Plain.count(cases.count, "case"))) of \(Plain.grouped(total)), picked with the seed \"\(seed)\"")
        sheet.gap()
        var table = Table([.init("Case", most: 24), .init("Status", most: 24), .init("Worker", most: 24), .init("Team")])
        for item in cases {
            table.add([
                item["case"]?.string ?? "", Plain.words(item["status"]?.string ?? ""), item["worker"]?.string ?? "",
                item["team"]?.string ?? "",
            ])
        }
        for sentence in reply.unknown { sheet.say(sentence) }
        if cases.isEmpty { sheet.say("There is no such case.") } else { sheet.table(table) }
        // The same seed picks the same of what was known then, and of what whoever asks may see.
        sheet.basis(BasisLine.text(reply))
        return sheet.text
    }
}
