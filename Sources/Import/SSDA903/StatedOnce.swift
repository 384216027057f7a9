/// The rows of one table, each that says something told once: what repeats another word for word, and what contradicts another,
/// is reported.
struct StatedOnce {
    /// In order of the rows.
    private(set) var statements: [Statement] = []
    /// Rows that say word for word what one before them says.
    private(set) var repeated = 0

    /// - Parameter topic: what a statement is about, such as the child and the day; follows from what the row says.
    init(_ rows: [Statement], topic: (Statement) -> String, faults: inout FaultBook) {
        var told: [String: Statement] = [:]
        for statement in rows {
            if let earlier = told[statement.content] {
                faults.add(.rowRepeated, of: statement, "It says word for word what row \(earlier.place.row ?? 0) says.")
                repeated += 1
            } else {
                told[statement.content] = statement
                statements.append(statement)
            }
        }
        for alike in Dictionary(grouping: statements, by: topic).values where alike.count > 1 {
            // By content, so that the order of rows does not matter.
            let ranked = alike.sorted { $0.content < $1.content }
            for statement in ranked {
                guard let other = ranked.first(where: { $0.place != statement.place }) else { continue }
                let detail = "Row \(other.place.row ?? 0) is about the same and says otherwise."
                faults.add(.rowsDisagree, of: statement, detail)
            }
        }
    }
}
