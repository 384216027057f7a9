import Events
import Glibc
import JSON
import Ledger
import Transparency

/// Writes into a ledger that an operator accepted it although it does not extend the checkpoint kept in a second place.
struct RollbackRecord {
    let ledger: Ledger
    let now: Instant

    /// Appends the event `ledger.rollback_accepted`.
    func append(_ rollback: Rollback, reason: String) async throws {
        let document = try JSONDocument(Self.event(rollback, reason: reason, now: now))
        var faults: [Fault] = []
        guard let posting = Posting.read(document.root, faults: &faults) else {
            let said = faults.map { "\($0.pointer): \($0.message)" }.joined(separator: "; ")
            throw StartError("the rollback cannot be recorded: \(said)")
        }
        let prepared = try ledger.prepare([posting], postedBy: "uid:\(getuid()) daybookd")
        _ = try await ledger.append(Submission([prepared], expectedVersion: nil))
    }

    static func event(_ rollback: Rollback, reason: String, now: Instant) -> [UInt8] {
        var writer = JSONWriter()
        writer.object { writer in
            writer.member("specversion", "1.0")
            writer.member("id", "rollback-\(rollback.size)-\(now.microseconds)")
            writer.member("source", "/daybookd")
            writer.member("type", "ledger.rollback_accepted")
            writer.member("subject", "service/ledger")
            writer.member("time", now.description)
            writer.key("data")
            writer.object { writer in
                writer.member("reason", reason)
                writer.member("found", rollback.kind.rawValue)
                writer.member("ledger_size", rollback.size)
                writer.member("ledger_root", hexadecimal(rollback.root.array))
                writer.member("kept_size", rollback.kept?.size)
                writer.member("kept_root", rollback.kept.map { hexadecimal($0.root.array) })
                // What is no checkpoint of this ledger's may be anything, and belongs in no record.
                writer.member("kept_checkpoint", rollback.kept == nil ? nil : rollback.note)
            }
        }
        return writer.bytes
    }
}
