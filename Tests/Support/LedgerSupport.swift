public import Events
import JSON
public import Ledger
import Synchronization
import Testing

/// A clock that tests turn by hand.
public final class HandClock: Sendable {
    private let now: Mutex<Int64>

    public init(_ microseconds: Int64 = 1_770_000_000_000_000) { now = Mutex(microseconds) }
    public func set(_ microseconds: Int64) { now.withLock { $0 = microseconds } }
    public func advance(_ microseconds: Int64) { now.withLock { $0 += microseconds } }
    public var instant: Instant { Instant(microseconds: now.withLock { $0 }) }
}

/// Settings for a small ledger in a directory of the test's own.
public func testSettings(_ directory: TemporaryDirectory) -> LedgerSettings {
    var settings = LedgerSettings(directory: directory.path + "/ledger", origin: "example.org/daybook")
    settings.logMapSize = 1 << 30
    settings.keysMapSize = 1 << 28
    settings.makesKeys = true
    return settings
}

/// Opens a ledger; a failed commit fails the test.
public func openLedger(_ settings: LedgerSettings, clock: HandClock = HandClock()) throws -> Ledger {
    try Ledger.open(settings, clock: { clock.instant }, failed: { Issue.record("a commit failed: \($0)") })
}

/// Runs `body` with a new ledger.
public func withLedger<Result>(clock: HandClock = HandClock(), _ body: (Ledger, LedgerSettings) async throws -> Result)
    async throws
    -> Result
{
    try await TemporaryDirectory.run { directory in
        let settings = testSettings(directory)
        try Ledger.create(settings)
        let ledger = try openLedger(settings, clock: clock)
        let result = try await body(ledger, settings)
        try await ledger.stop()
        return result
    }
}

/// A small event.
public func posting(
    _ id: String, subject: String = "case/1", source: String = "/ics/test", type: String = "case_note.entered",
    note: String = "seen at home", data: String? = nil, with more: String = ""
) throws -> Posting {
    let text = """
        {"specversion":"1.0","id":"\(id)","source":"\(source)","type":"\(type)","subject":"\(subject)",
        "time":"2026-01-05T10:00:00Z","actor":"sw-1","actorname":"A. Patel","actorrole":"social worker"\(more),
        "data":\(data ?? #"{"note_type":"visit","details":"\#(note)"}"#)}
        """
    var faults: [Fault] = []
    let posting = Posting.read(try JSONDocument(Array(text.utf8)).root, faults: &faults)
    return try #require(posting, "\(faults)")
}

extension Ledger {
    /// Prepares and appends.
    @discardableResult
    public func post(_ postings: [Posting], expectedVersion: UInt64? = nil) async throws -> [Appended] {
        try await append(Submission([try prepare(postings, postedBy: "uid:1000 tester")], expectedVersion: expectedVersion))
    }
}
