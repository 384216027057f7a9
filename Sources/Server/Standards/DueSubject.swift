import Events
import JSON
import Practice
import Standards
import Synchronization
import Wire

/// What is overdue in one open case, of a worker, a team or a service, or due some day, ready to be listed. There are very many of
/// these findings, and most of what one holds is not looked at again, so each is kept as the text that answers have of it.
final class DueSubject: Sendable {
    let subject: Subject
    /// Who has the case, or whom else it is for, and after that those who have single children, where not all have the same worker.
    let responsible: [Responsible]
    let items: [Item]
    /// Whose records else these rest on.
    let others: Set<Subject>
    /// Of each item whether it is told to those who may not see the records of some of ``others``, by which these are.
    private let remembered = Mutex<[Set<Subject>: [Bool]]>([:])
    /// The texts of all items, one after the other.
    private let text: [UInt8]
    /// When one of them will be overdue that is only due now, though nothing is posted: the end of its hours. Nil where that
    /// is not today.
    let changes: Instant?

    struct Item: Sendable {
        let due: Due
        let isOverdue: Bool
        let common: Finding.CommonPart
        /// The place of whom it is for among ``DueSubject/responsible``.
        let responsible: Int
        /// Where its text ends; it begins where that of the item before ends.
        fileprivate let textEnd: Int
    }

    /// - Returns: nil where nothing is overdue or due on some day, or the case is closed.
    init?(_ judged: StandardsSweep.Judged) {
        guard judged.isOpen else { return nil }
        var items: [Item] = []
        let apart = judged.byChild.keys.sorted()
        var writer = JSONWriter(capacity: 512)
        var text: [UInt8] = []
        var changes: Instant?
        for finding in judged.findings {
            guard let due = Self.listed(finding) else { continue }
            writer = JSONWriter(capacity: 512)
            finding.writeOwnMembers(to: &writer)
            text += writer.bytes
            items.append(
                Item(
                    due: due, isOverdue: finding.status == .missed, common: finding.commonPart,
                    responsible: finding.child.flatMap { apart.firstIndex(of: $0) }.map { $0 + 1 } ?? 0, textEnd: text.count))
            if case .instant(let moment) = due, finding.status == .due { changes = min(changes ?? moment, moment) }
        }
        guard !items.isEmpty else { return nil }
        subject = judged.subject
        responsible = [judged.responsible] + apart.compactMap { judged.byChild[$0] }
        self.items = items
        others = judged.others
        self.text = text
        self.changes = changes
    }

    /// When a finding is due that is listed; nil for others.
    private static func listed(_ finding: Finding) -> Due? {
        guard finding.status == .missed || finding.status == .due, finding.done == nil else { return nil }
        return finding.due
    }

    /// Of each item whether it may be told to somebody: what entries that they may not see make a difference to is not.
    ///
    /// - Returns: nil where all may be told.
    func told(to access: AccessFilter, by question: StandardsQuestion, _ desk: Desk) async throws -> [Bool]? {
        let unseen = try others.filter { try !access.sees($0) }
        guard !unseen.isEmpty else { return nil }
        if let known = remembered.withLock({ $0[unseen] }) { return known }
        let findings = try await desk.findings(on: subject, by: question, .brief, for: access)
        guard let told = findings.told else { return nil }
        let texts = Set(told.filter { Self.listed($0) != nil }.map { $0.text })
        let items = findings.all.filter { Self.listed($0) != nil }.map { texts.contains($0.text) }
        // What fell due in between is for the next who asks.
        guard items.count == self.items.count else { return self.items.map { _ in false } }
        remembered.withLock { $0[unseen] = items }
        return items
    }

    /// Writes an item as answers have it.
    ///
    /// - Parameter asAt: the day that the answer is about.
    func write(_ number: Int, asAt: Day, to writer: inout JSONWriter) {
        let item = items[number]
        let responsible = responsible[item.responsible]
        writer.object { writer in
            writer.member("case", subject.kind == .case ? subject.ref : nil)
            writer.member("worker", responsible.worker)
            writer.member("team", responsible.team)
            writer.member("days_over", asAt.number - item.due.day.number)
            item.common.writeMembers(to: &writer, subject)
            writer.raw(text[(number == 0 ? 0 : items[number - 1].textEnd)..<item.textEnd])
        }
    }
}
