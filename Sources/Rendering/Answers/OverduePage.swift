import JSON

/// What is overdue, or due soon, across cases, workers, teams and services.
public enum OverduePage {
    /// - Parameter isSoon: whether it was asked what is due soon, not what is overdue.
    public static func render(_ reply: Reply, isSoon: Bool, look: Look) -> String {
        let findings = reply.all("findings")
        var sheet = Sheet(look)
        let day = reply["as_at"]?.string.map { When.words($0) } ?? ""
        let total = Int(reply["total"]?.integer ?? 0)
        let title = isSoon ? "Due soon" : "Overdue"
        sheet.title(
            "\(title) against the standards \(reply["pack"]?.string ?? "")\(reply.asked.limits), as at \(day): \(Plain.count(total, "finding"))"
        )
        sheet.gap()
        if findings.isEmpty {
            // Nothing is overdue of a team that there is not; to say so would sound like praise.
            if reply.unknown.isEmpty { sheet.say(isSoon ? "Nothing is due in that time." : "Nothing is overdue.") }
        } else {
            sheet.table(table(findings, isSoon))
            sheet.gap()
            if total > findings.count { sheet.say("The first \(findings.count) of \(Plain.grouped(total)); --limit shows more.") }
        }
        for sentence in reply.unknown { sheet.say(sentence) }
        if let behind = reply["behind"]?.integer, behind > 0 {
            sheet.gap()
            sheet.say(
                "\(Plain.entries(Int(behind))) posted meanwhile \(behind == 1 ? "is" : "are") still being taken in; ask again in a while."
            )
        }
        sheet.basis(BasisLine.text(reply))
        return sheet.text
    }

    private static func table(_ findings: [JSONValue], _ isSoon: Bool) -> Table {
        let areCases = findings.allSatisfy { $0["case"]?.string != nil }
        var table = Table([
            .init(isSoon ? "Days left" : "Days over", isNumber: true), .init(areCases ? "Case" : "About", most: 14),
            .init("Clause", most: 14),
            .init("Worker, team", most: 24), .init("What"),
        ])
        for finding in findings {
            let days = finding["days_over"]?.integer ?? 0
            let who = [finding["worker"]?.string, finding["team"]?.string].compactMap(\.self).joined(separator: ", ")
            table.add(
                [
                    Plain.grouped(isSoon ? -days : days), about(finding), finding["clause"]?.string ?? "",
                    who.isEmpty && finding["case"]?.string != nil ? "nobody allocated" : who, finding["says"]?.string ?? "",
                ], notes: [FindingLine.text(finding)])
        }
        return table
    }

    /// The case's reference; a worker, a team or a service with its kind, as it is asked about alone.
    private static func about(_ finding: JSONValue) -> String { finding["case"]?.string ?? finding["subject"]?.string ?? "" }
}
