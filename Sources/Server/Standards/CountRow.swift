import CSV
import JSON
import Standards

/// What is counted apart.
struct CountKey: Hashable, Sendable {
    let clause: Clause.ID
    let team: String?
    let status: Finding.Status
}

/// The counts of one clause in one team.
struct CountRow: JSONWritable {
    let clause: Clause.ID
    let says: String
    let team: String?
    let counts: [Finding.Status: Int]

    /// In the order of the pack, then of the teams' names.
    static func all(_ counts: [CountKey: Int], _ pack: Pack) -> [CountRow] {
        var byClause: [Clause.ID: [String?: [Finding.Status: Int]]] = [:]
        for (key, count) in counts { byClause[key.clause, default: [:]][key.team, default: [:]][key.status] = count }
        return pack.clauses.flatMap { clause in
            (byClause[clause.id] ?? [:]).sorted { ($0.key ?? "") < ($1.key ?? "") }.map {
                CountRow(clause: clause.id, says: clause.says, team: $0.key, counts: $0.value)
            }
        }
    }

    /// Met, of those met, late or missed; nil where there are none.
    var rate: Double? {
        let met = counts[.met] ?? 0
        let all = met + (counts[.late] ?? 0) + (counts[.missed] ?? 0)
        return all == 0 ? nil : Double(met) / Double(all)
    }

    /// The rate in whole thousandths, as text: 0.875.
    private var rateText: String? {
        rate.map { rate in
            let thousandths = Int((rate * 1000).rounded())
            let digits = String(thousandths % 1000)
            return "\(thousandths / 1000).\(String(repeating: "0", count: 3 - digits.count))\(digits)"
        }
    }

    func write(to writer: inout JSONWriter) {
        writer.object { writer in
            writer.member("clause", clause)
            writer.member("team", team)
            for status in Finding.Status.allCases where status != .notApplicable {
                writer.member(status.rawValue, counts[status] ?? 0)
            }
            writer.key("rate_met")
            if let rateText { writer.raw(Array(rateText.utf8)[...]) } else { writer.null() }
        }
    }

    private static func spreadsheet(_ text: String) -> String {
        String(decoding: CSVLine.spreadsheetCell(Array(text.utf8)), as: UTF8.self)
    }

    static func csv(_ rows: [CountRow]) -> String {
        let statuses = Finding.Status.allCases.filter { $0 != .notApplicable }
        let names = ["clause", "says", "team"] + statuses.map(\.rawValue) + ["rate_met"]
        let lines = rows.map { row in
            [row.clause, row.says, row.team ?? ""].map(spreadsheet) + statuses.map { String(row.counts[$0] ?? 0) } + [
                row.rateText ?? ""
            ]
        }
        let bytes = ([names] + lines).flatMap { CSVLine.bytes($0.map { Array($0.utf8) }) }
        return String(decoding: bytes, as: UTF8.self)
    }
}
