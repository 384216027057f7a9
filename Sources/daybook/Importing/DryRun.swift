import Events
import Import
import JSON
import Ledger
import Published
import Schema

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// What the ledger would refuse of imported events, told without asking it: by the rules that the daemon has, as far as they
/// are published. What it holds already, what was disposed of and who may post what it alone knows.
struct DryRun {
    /// Seconds that a source may be ahead of this machine's clock, where the daemon's settings say nothing else.
    private static let skew: Int64 = 300

    private let admission: Admission
    private(set) var refused = FaultBook()

    /// - Parameter vocabulary: the rules for events; nil reads the published ones.
    /// - Throws: what is in the way: the published files are not there, or not whole.
    init(_ vocabulary: Vocabulary?) throws {
        let vocabulary = try vocabulary ?? Self.published()
        admission = Admission(vocabulary: vocabulary, latest: Values.now.adding(seconds: Self.skew), faultLimit: 1)
    }

    private static func published() throws -> Vocabulary {
        let environment = ProcessInfo.processInfo.environment
        let published = try PublishedFiles.find(program: CommandLine.arguments.first ?? "daybook", environment: environment)
        return try Vocabulary.load(directory: published.directory)
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
