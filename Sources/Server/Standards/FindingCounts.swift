import JSON
import Standards

/// How many findings have each status.
struct FindingCounts {
    private(set) var counts: [Finding.Status: Int] = [:]

    init(_ findings: some Sequence<Finding>) { for finding in findings { counts[finding.status, default: 0] += 1 } }

    func writeMember(to writer: inout JSONWriter) {
        writer.key("counts")
        writer.object { writer in
            for status in Finding.Status.allCases { writer.member(status.rawValue, counts[status] ?? 0) }
        }
    }
}
