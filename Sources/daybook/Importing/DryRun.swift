import Events
import Import
import JSON
import Ledger
import Schema

/// What the ledger would refuse of imported events by its rules for them. What it holds already, what was disposed of and who may
/// post what it alone knows.
struct DryRun {
    private let admission: Admission
    private(set) var refused = FaultBook()

    init(_ rules: EventRules) {
        admission = Admission(
            vocabulary: rules.vocabulary, latest: Values.now.adding(seconds: rules.futureSkew), faultLimit: 1)
    }

    /// Takes note of an event that would be refused, with the first reason.
    mutating func check(_ event: ImportedEvent) {
        guard let reason = reason(event) else { return }
        refused.add(.ledgerWouldRefuse, event.place, reason)
    }

    private func reason(_ event: ImportedEvent) -> String? {
        let root: JSONValue
        do { root = try JSONDocument(event.json).root } catch { return "\(error.reason), at byte \(error.offset)" }
        let (postings, faults) = admission.read([root], firstIndex: 0)
        if let fault = faults.first?.fault {
            return fault.pointer.isEmpty ? fault.message : "\(fault.pointer): \(fault.message)"
        }
        let limit = LedgerSettings.dataLimit
        guard postings.contains(where: { $0.data.count > limit }) else { return nil }
        return "It is longer than \(limit) bytes; split it, or keep large documents elsewhere and post a reference."
    }
}
