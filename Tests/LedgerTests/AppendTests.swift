import Events
import JSON
import Ledger
import Support
import Testing

@Suite struct `Appending` {
    @Test func `gives dense positions and versions in order`() async throws {
        try await withLedger { ledger, _ in
            let first = try await ledger.post([posting("a"), posting("b", subject: "case/2"), posting("c")])
            #expect(first.map(\.position.rawValue) == [0, 1, 2])
            #expect(first.map(\.subjectVersion) == [1, 1, 2])
            let second = try await ledger.post([posting("d", subject: "case/2")])
            #expect(second.map(\.position.rawValue) == [3])
            #expect(second.map(\.subjectVersion) == [2])
            #expect(ledger.head.size == 4)
            let subject = try #require(Subject("case/1"))
            #expect(try ledger.positions(of: subject).map(\.rawValue) == [0, 2])
            #expect(try ledger.version(of: subject) == 2)
        }
    }

    /// A key made for a new subject was once taken from a request that was refused then and let go of it. Another was made
    /// and kept, and what was sealed under the first could never be opened. The two steps are nanoseconds apart, so this
    /// holds what must follow however a wrong key comes about.
    @Test func `refuses what is sealed under a key that is not its subject's`() async throws {
        try await withLedger { other, _ in
            try await withLedger { ledger, _ in
                for subject in ["case/new", "case/known"] {
                    if subject == "case/known" { try await ledger.post([posting("first", subject: subject)]) }
                    let stray = try other.prepare([posting("a", subject: subject)], postedBy: "uid:0 test")
                    let size = ledger.head.size
                    let refusal = AppendError.strayKey(index: 0, subject: try #require(Subject(subject)))
                    await #expect(throws: refusal) {
                        try await ledger.append(Submission([stray], expectedVersion: nil))
                    }
                    #expect(ledger.head.size == size)
                    try await ledger.post([posting("b-\(subject)", subject: subject)])
                }
            }
        }
    }

    @Test(arguments: [#","actorteam":"caf\#u{e9}""#, #","causationid":"caf\#u{e9}""#])
    func `takes texts that Unicode has for equivalent as two contents`(attribute: String) async throws {
        try await withLedger { ledger, _ in
            try await ledger.post([posting("a", note: "caf\u{e9}", with: attribute)])
            await #expect(throws: AppendError.self) {
                try await ledger.post([posting("a", note: #"cafe\u0301"#, with: attribute)])
            }
            await #expect(throws: AppendError.self) {
                try await ledger.post([
                    posting("a", note: "caf\u{e9}", with: attribute.replacing("\u{e9}", with: "e\u{301}"))
                ])
            }
            #expect(try await ledger.post([posting("a", note: #"caf\u00e9"#, with: attribute)]).map(\.duplicate) == [true])
        }
    }

    @Test func `keeps data to the byte and names under the key`() async throws {
        try await withLedger { ledger, _ in
            try await ledger.post([posting("a", note: #"caf\u00e9 1.0"#)])
            let event = try #require(try ledger.event(at: Position(0)))
            #expect(
                event.data.map { String(decoding: $0.text, as: UTF8.self) } == #"{"note_type":"visit","details":"caf\u00e9 1.0"}"#
            )
            #expect(event.actorName == "A. Patel")
            let leaf = try #require(try ledger.leaf(at: Position(0)))
            #expect(!String(decoding: leaf, as: UTF8.self).contains("Patel"))
        }
    }

    @Test func `keeps concerns as they were posted`() async throws {
        try await withLedger { ledger, _ in
            try await ledger.post([posting("a", with: #","concerns":"case/1,case/2,case/2""#)])
            let leaf = try #require(try ledger.leaf(at: Position(0)))
            #expect(String(decoding: leaf, as: UTF8.self).contains(#""concerns":"case/1,case/2,case/2""#))
        }
    }

    @Test func `answers a repeat with its first position, for ever`() async throws {
        let clock = HandClock()
        try await withLedger(clock: clock) { ledger, _ in
            let first = try await ledger.post([posting("a"), posting("b")])
            clock.advance(1_000_000)
            let again = try await ledger.post([posting("b"), posting("c"), posting("c"), posting("a")])
            #expect(again.map(\.duplicate) == [true, false, true, true])
            #expect(again.map(\.position.rawValue) == [1, 2, 2, 0])
            #expect(again.map(\.subjectVersion) == [2, 3, 3, 1])
            #expect(again[0].recordedTime == first[1].recordedTime)
            #expect(ledger.head.size == 3)
        }
    }

    @Test func `takes a repeat in another layout as the same event`() async throws {
        try await withLedger { ledger, _ in
            try await ledger.post([posting("a")])
            let text = """
                { "data": {"details":"seen at hom\\u0065", "note_type":"visit"}, "actorrole":"social worker","actorname":"A. Patel","actor":"sw-1",
                "time":"2026-01-05T10:00:00.0+00:00","subject":"case/1","type":"case_note.entered","source":"/ics/test","id":"a","specversion":"1.0"}
                """
            var faults: [Fault] = []
            let other = try #require(Posting.read(try JSONDocument(Array(text.utf8)).root, faults: &faults))
            #expect(try await ledger.post([other]).map(\.duplicate) == [true])
        }
    }

    @Test(arguments: [("seen at school", ""), ("seen at home", #","actorteam":"Duty""#)])
    func `refuses other content under a known name`(_ note: String, _ more: String) async throws {
        try await withLedger { ledger, _ in
            try await ledger.post([posting("x", subject: "case/2"), posting("a")])
            let changed = try posting("a", note: note, with: more)
            await #expect(throws: AppendError.idReused([.init(index: 1, position: Position(1))])) {
                try await ledger.post([posting("new"), changed])
            }
            #expect(ledger.head.size == 2, "nothing of the batch may be kept")
        }
    }

    @Test func `refuses other content under one name within a batch`() async throws {
        try await withLedger { ledger, _ in
            await #expect(throws: AppendError.idTwice(index: 2, earlier: 1)) {
                try await ledger.post([posting("a"), posting("b"), posting("b", note: "other")])
            }
            #expect(ledger.head.size == 0)
        }
    }

    @Test func `appends only at the expected version`() async throws {
        try await withLedger { ledger, _ in
            try await ledger.post([posting("a")], expectedVersion: 0)
            await #expect(throws: AppendError.versionConflict(expected: 0, actual: 1)) {
                try await ledger.post([posting("b")], expectedVersion: 0)
            }
            #expect(
                try await ledger.post([posting("a")], expectedVersion: 0).map(\.duplicate) == [true],
                "a retry gets its first answer")
            await #expect(throws: AppendError.severalSubjects) {
                try await ledger.post([posting("c"), posting("d", subject: "case/2")], expectedVersion: 1)
            }
        }
    }

    @Test func `two requests racing with the same event keep it once`() async throws {
        try await withLedger { ledger, _ in
            let answers = try await withThrowingTaskGroup(of: [Appended].self) { group in
                for _ in 0..<64 { group.addTask { try await ledger.post([posting("a"), posting("b")]) } }
                return try await group.reduce(into: []) { $0.append($1) }
            }
            #expect(ledger.head.size == 2)
            #expect(answers.filter { !$0[0].duplicate }.count == 1)
            #expect(answers.allSatisfy { $0.map(\.position.rawValue) == [0, 1] })
        }
    }

    @Test func `recorded time never goes back, whatever the clock does`() async throws {
        let clock = HandClock()
        try await withLedger(clock: clock) { ledger, _ in
            var last: Instant?
            for (index, step) in [Int64(0), 5, -1_000_000_000, 0, 3, -7, 0].enumerated() {
                clock.advance(step)
                let answer = try await ledger.post([posting("e\(index)")])
                if let last { #expect(answer[0].recordedTime > last) }
                last = answer[0].recordedTime
            }
        }
    }

    @Test func `refuses data and headers past their limits`() async throws {
        try await withLedger { ledger, _ in
            await #expect(throws: AppendError.tooLarge(index: 0, limit: LedgerSettings.dataLimit)) {
                try await ledger.post([posting("a", note: String(repeating: "x", count: LedgerSettings.dataLimit))])
            }
            await #expect(throws: AppendError.tooLarge(index: 1, limit: HeaderDraft.lengthLimit)) {
                try await ledger.post([
                    posting("b"), posting("c", with: ",\"traceparent\":\"\(String(repeating: "y", count: 66_000))\""),
                ])
            }
            #expect(ledger.head.size == 0)
        }
    }

    @Test func `keys made for refused posts are let go`() async throws {
        try await withLedger { ledger, _ in
            for number in 0..<5_000 {
                await #expect(throws: AppendError.versionConflict(expected: 9, actual: 0)) {
                    try await ledger.post([posting("a", subject: "case/new-\(number)")], expectedVersion: 9)
                }
            }
            #expect(ledger.keysWaiting < 2_000)
            let kept = try await ledger.post([posting("a", subject: "case/new-1")])
            #expect(kept.map(\.subjectVersion) == [1])
            let event = try ledger.event(at: Position(0))
            #expect(event?.actorName == "A. Patel")
        }
    }
}
