import JSON

/// How a case, worker, team or service stands against a pack, clause by clause: first what needs somebody's attention.
public enum CheckPage {
    /// What a page shows where nothing else is asked for.
    private static let usual = ["missed", "late", "due", "cannot_tell", "not_configured"]
    /// In the order of a page.
    private static let headings: [(status: String, heading: String)] = [
        ("missed", "Not done"), ("late", "Done late"), ("due", "Still to be done"),
        ("cannot_tell", "The record does not say"), ("not_configured", "A limit is not set"), ("met", "Done"),
        ("evidence_found", "For a person to judge, with evidence"), ("no_evidence", "For a person to judge, nothing found"),
        ("answered", "Answered by an auditor"), ("unanswered", "For an auditor to answer"), ("not_applicable", "Did not apply"),
    ]
    /// Findings of one clause that are told one by one.
    private static let most = 4

    /// - Parameter all: whether every finding is shown, not only those that need attention.
    public static func render(_ reply: Reply, all: Bool, look: Look) -> String {
        let findings = reply.all("findings")
        var sheet = Sheet(look)
        let day = reply["as_at"]?.string.map { When.words($0) } ?? ""
        sheet.title("\(Plain.capital(subject(reply))) against the standards \(reply["pack"]?.string ?? ""), as at \(day)")
        sheet.gap()
        sheet.say(counts(reply["counts"]))
        let shown = all ? headings.map(\.status) : usual
        for (status, heading) in headings where shown.contains(status) {
            let group = findings.filter { $0["status"]?.string == status }
            guard !group.isEmpty else { continue }
            sheet.heading("\(heading): \(Plain.count(group.count, "finding"))")
            write(group, to: &sheet)
        }
        if findings.isEmpty { sheet.say("There is no such finding.") }
        let hidden = findings.count { !shown.contains($0["status"]?.string ?? "") }
        sheet.gap()
        if hidden > 0 { sheet.say("\(Plain.capital(Plain.count(hidden, "more finding"))): --all shows every one.") }
        HistoryPage.cut(reply, findings.count, &sheet)
        sheet.basis(BasisLine.text(reply))
        return sheet.text
    }

    private static func subject(_ reply: Reply) -> String {
        for kind in ["case", "worker", "team", "service"] {
            if let name = reply[kind]?.string { return "\(kind) \(name)" }
        }
        return reply.asked.subject
    }

    private static func counts(_ counts: JSONValue?) -> String {
        let said = headings.compactMap { status, _ -> String? in
            guard let count = counts?[status]?.integer, count > 0 else { return nil }
            return "\(Plain.grouped(count)) \(Plain.words(status))"
        }
        return said.isEmpty ? "" : Plain.capital(said.joined(separator: ", ")) + "."
    }

    /// One clause after the other, in the order of the pack, with what was found under what it says.
    private static func write(_ findings: [JSONValue], to sheet: inout Sheet) {
        var order: [String] = []
        var byClause: [String: [JSONValue]] = [:]
        for finding in findings {
            let clause = finding["clause"]?.string ?? ""
            if byClause[clause] == nil { order.append(clause) }
            byClause[clause, default: []].append(finding)
        }
        for clause in order {
            let found = byClause[clause] ?? []
            sheet.field(clause, found.first?["says"]?.string ?? "", column: 14, indent: 0)
            for finding in found.prefix(most) { sheet.item(FindingLine.text(finding), indent: 14) }
            if found.count > most { sheet.item("and \(found.count - most) more like this", indent: 14) }
        }
    }
}

/// One finding in a line.
enum FindingLine {
    static func text(_ finding: JSONValue) -> String {
        let child = finding["child"]?.string.map { "\($0): " } ?? ""
        let evidence = finding["evidence"].map { $0.elements.compactMap(\.integer).map { String($0) } } ?? []
        let entries = evidence.isEmpty ? "" : " (\(evidence.count == 1 ? "entry" : "entries") \(some(evidence)))"
        return child + (finding["because"]?.string ?? "") + entries
    }

    /// A few of many.
    private static func some(_ entries: [String]) -> String {
        entries.count <= 6 ? entries.joined(separator: ", ") : entries.prefix(5).joined(separator: ", ") + ", …"
    }
}
