import Events
import JSON
import Practice
import Standards

/// A finding of an open case that is overdue, or due some day, ready to be listed.
struct DueItem: Sendable {
    let due: Due
    let isOverdue: Bool
    let worker: String?
    let team: String?
    /// The finding as an answer has it: kept as text, as most of what a finding holds is not looked at again.
    let json: [UInt8]

    /// - Returns: nil for what is neither overdue nor due on some day.
    init?(_ finding: Finding, of judged: CaseSweep.Judged, asAt: Day) {
        guard judged.isOpen, finding.status == .missed || finding.status == .due, finding.done == nil, let due = finding.due
        else { return nil }
        self.due = due
        isOverdue = finding.status == .missed
        worker = judged.responsible.worker
        team = judged.responsible.team
        var writer = JSONWriter(capacity: 512)
        writer.object { writer in
            writer.member("case", judged.subject.ref)
            writer.member("worker", judged.responsible.worker)
            writer.member("team", judged.responsible.team)
            writer.member("days_over", asAt.number - due.day.number)
            finding.writeMembers(to: &writer)
        }
        json = writer.bytes
    }

    /// The longest overdue first.
    static func isWorse(_ a: DueItem, _ b: DueItem) -> Bool { a.due.end < b.due.end }
}

extension DueItem: JSONWritable {
    func write(to writer: inout JSONWriter) { writer.raw(json[...]) }
}
