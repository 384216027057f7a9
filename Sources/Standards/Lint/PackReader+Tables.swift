internal import YAML

/// Rows of tables that can never count.
extension PackReader {
    /// Faults for rows whose state never holds or whose tests contradict each other, and for those all of whose cases a row above
    /// takes: the first row that fits counts.
    mutating func checkRows(_ rows: [LimitRow], at nodes: [YAMLNode]) {
        for (at, row) in rows.enumerated() {
            let node = nodes[at]
            if let state = row.when, !state.canHold(given: conditions) {
                fault(node["when"]?.mark ?? node.mark, "\"\(state)\" can never hold, so the row is never used.")
            }
            if let field = row.tests.contradictoryField([:]) {
                fault(node["where"]?.mark ?? node.mark, "The tests of \(field) contradict each other, so the row is never used.")
            }
            guard let above = rows[..<at].firstIndex(where: { takesAll(of: row, $0) }) else { continue }
            fault(
                node.mark,
                "The row at \(nodes[above].mark) takes every case of this one, so this one is never used. Put this one first, or "
                    + "take it out.")
        }
    }

    /// Whether a row counts wherever another does.
    private func takesAll(of other: LimitRow, _ row: LimitRow) -> Bool {
        guard Set(row.tests).isSubset(of: other.tests), let state = row.when else {
            return row.when == nil && Set(row.tests).isSubset(of: other.tests)
        }
        guard let narrower = other.when else { return false }
        return !StateExpression.and([narrower, .not(state)]).canHold(given: conditions)
    }
}
