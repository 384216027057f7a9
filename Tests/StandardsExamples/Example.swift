package import Events
package import Practice
package import Standards

/// A small case, the day on which a clause is asked about it, and the answer it must give.
package struct Example: Sendable {
    package let clause: Clause.ID
    package let name: String
    /// File and line.
    package let place: String
    package let asAt: Day
    package let subject: Subject
    package let record: Record
    package let parameters: [String: Parameters.Setting]
    package let neverSupplied: [String: Set<FieldReference>]
    package let expected: [Expected]

    /// One finding that is expected.
    package struct Expected: Sendable {
        package var status: Finding.Status
        package var child: String?
        package var due: Due?
        package var done: Due?
        /// Ids of the events it must rest on.
        package var evidence: [String]?
    }

    /// What is wrong with findings; nil where they are as expected.
    package func mismatch(_ found: [Finding]) -> String? {
        if found.count == expected.count, zip(found, expected).allSatisfy(fits) { return nil }
        return "expected \(expected.map(Self.describe)), found \(found.map(Self.describe))"
    }

    private func fits(_ finding: Finding, _ expected: Expected) -> Bool {
        guard finding.status == expected.status else { return false }
        if let child = expected.child, finding.child != child { return false }
        if let due = expected.due, finding.due != due { return false }
        if let done = expected.done, finding.done != done { return false }
        guard let evidence = expected.evidence else { return true }
        let positions = record.events.filter { evidence.contains($0.attributes.id) }.map(\.position)
        return finding.evidence == positions
    }

    private static func describe(_ expected: Expected) -> String {
        line(expected.status, expected.child, expected.due, expected.done)
    }

    private static func describe(_ finding: Finding) -> String {
        line(finding.status, finding.child, finding.due, finding.done)
            + (finding.doubts.isEmpty ? "" : " (\(finding.doubts.map(\.description).joined(separator: ", ")))")
    }

    private static func line(_ status: Finding.Status, _ child: String?, _ due: Due?, _ done: Due?) -> String {
        [status.rawValue, child, due.map { "due \($0)" }, done.map { "done \($0)" }].compactMap { $0 }.joined(separator: " ")
    }
}
