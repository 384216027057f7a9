import JSON
import Ledger
import LedgerJobs
import Rendering

/// What a check of a ledger came to.
struct Verdict {
    /// The answer as JSON: `verified`, and what was found.
    let bytes: [UInt8]
    let isVerified: Bool
    /// What is wrong, in a sentence; nil where nothing is.
    let complaint: String?

    init(_ outcome: JobRunner.Outcome) {
        bytes = outcome.answer
        switch outcome {
        case .done:
            isVerified = true
            complaint = nil
        case .fault(let fault):
            isVerified = false
            let place = fault.position.map { " at position \($0)" } ?? ""
            complaint = "The ledger is not what it should be\(place): \(fault.reason)."
        case .failure(let reason):
            isVerified = false
            complaint = reason
        }
    }
}
