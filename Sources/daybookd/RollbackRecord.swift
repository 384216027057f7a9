import Events
import Glibc
import JSON
import Ledger
import Transparency

/// Writes into a ledger that an operator accepted it although it does not extend the checkpoint kept in a second place.
struct RollbackRecord {
    let ledger: Ledger
    let now: Instant

    /// Appends the event `ledger.rollback_accepted`, and with it what the keys say was erased by events that are not there: from
    /// then on an event of this log vouches for that.
    func append(_ rollback: Rollback, reason: String) async throws {
        let document = try JSONDocument(Self.event(rollback, reason: reason, now: now))
        var faults: [Fault] = []
        guard let posting = Posting.read(document.root, faults: &faults) else {
            let said = faults.map { "\($0.pointer): \($0.message)" }.joined(separator: "; ")
            throw StartError("the rollback cannot be recorded: \(said)")
        }
        let erased = rollback.erasedLater.sorted { ($0.value, $0.key.description) < ($1.value, $1.key.description) }
        let said = try erased.enumerated().map { number, erased in
            try restated(erased.key, erased.value, reason: reason, id: "erasure-\(rollback.size)-\(now.microseconds)-\(number)")
        }
        let prepared = try ledger.prepare(said + [posting], postedBy: "uid:\(getuid()) daybookd")
        _ = try await ledger.append(Submission(restating: erased.map(\.key), by: prepared))
    }

    /// That a subject was erased, said anew.
    private func restated(_ subject: Subject, _ lost: Position, reason: String, id: String) throws -> Posting {
        guard let time = Timestamp(now.description), let service = Subject("service/daybook") else {
            preconditionFailure("a time is written as it is read, and the ledger's own subject is one")
        }
        var attributes = Attributes(
            id: id, source: Posting.ledgerSource, type: Erasure.type, subject: service, time: time)
        attributes.concerns = [subject]
        var writer = JSONWriter()
        try writer.object { writer in
            writer.member(
                "reason",
                "It was erased before, by the event at position \(lost) of a later state of this ledger, which is lost. The log was put back to an older one, and that accepted: \(reason)"
            )
            writer.member("authority", Self.lost)
            writer.member("proposed_by", Self.lost)
            writer.member("confirmed_by", Self.lost)
            writer.member("events", try ledger.version(of: subject))
            writer.member("restates", lost.rawValue)
        }
        return Posting(attributes: attributes, content: try JSONDocument(writer.bytes))
    }

    /// What the older log does not say.
    private static let lost = "what is lost with the later state"

    /// Appends the entry `visitors_book.rollback_accepted` to the visitors' book.
    func appendToBook(_ rollback: Rollback, reason: String) async throws {
        guard let time = Timestamp(now.description), let service = Subject("service/daybook") else {
            preconditionFailure("a time is written as it is read, and the ledger's own subject is one")
        }
        var attributes = Attributes(
            id: "rollback-\(rollback.size)-\(now.microseconds)", source: Posting.ledgerSource + "/visitors",
            type: "visitors_book.rollback_accepted", subject: service, time: time)
        attributes.actor = "daybookd"
        var writer = JSONWriter()
        writer.object { writer in
            writer.member("question", "daybookd --accept-rollback")
            writer.member("peer_user", getuid())
            writer.member("reasons", reason)
            Self.states(rollback, to: &writer)
        }
        let posting = Posting(attributes: attributes, content: try JSONDocument(writer.bytes))
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
                states(rollback, to: &writer)
            }
        }
        return writer.bytes
    }

    /// What was there, and what the second place said.
    private static func states(_ rollback: Rollback, to writer: inout JSONWriter) {
        writer.member("found", rollback.kind.rawValue)
        writer.member("ledger_size", rollback.size)
        writer.member("ledger_root", hexadecimal(rollback.root.array))
        writer.member("kept_size", rollback.kept?.size)
        writer.member("kept_root", rollback.kept.map { hexadecimal($0.root.array) })
        // What is no checkpoint of this ledger's may be anything, and belongs in no record.
        writer.member("kept_checkpoint", rollback.kept == nil ? nil : rollback.note)
    }
}
