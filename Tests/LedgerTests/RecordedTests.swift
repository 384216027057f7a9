import Events
import JSON
import Ledger
import Support
import Testing

@Suite struct `Events as they stand in the ledger` {
    private func json(_ event: RecordedEvent) -> String {
        var writer = JSONWriter()
        event.write(to: &writer)
        return String(decoding: writer.bytes, as: UTF8.self)
    }

    private func postings() throws -> [Posting] {
        [
            try posting("a", note: #"caf\u00e9 \"quoted\" 1.0"#),
            try posting(
                "b", subject: "case/2", with: #","concerns":"case/1,case/2,case/2","corrects":"a","actorteam":"Duty \\ North""#),
            try posting("c", with: #","enteredtime":"2026-01-06T09:00:00Z","timeprecision":"day","futureattribute":"kept""#),
        ]
    }

    @Test func `say the same whether read from memory, from the log, or through an event`() async throws {
        try await withLedger { ledger, settings in
            try await ledger.post(postings())
            let positions = (0..<3).map { Position($0) }
            let fromMemory = try ledger.recorded(from: Position(0), looking: 10) { _ in true }.events.map(json)
            #expect(fromMemory == (try ledger.recorded(at: positions).map(json)))
            #expect(fromMemory == (try ledger.events(at: positions).map { json(RecordedEvent($0)) }))
            #expect(fromMemory.count == 3)
            #expect(fromMemory[1].contains(#""concerns":"case/1,case/2,case/2""#))
            #expect(fromMemory[1].contains(#""actorteam":"Duty \\ North""#))
        }
    }

    @Test func `hold what was posted, and no digest`() async throws {
        try await withLedger { ledger, _ in
            try await ledger.post(postings())
            for (position, posted) in zip(0..., try postings()) {
                let event = try #require(try ledger.recorded(at: [Position(UInt64(position))]).first)
                let root = try JSONDocument(Array(json(event).utf8)).root
                let names = root.members.compactMap(\.key.string)
                #expect(!names.contains { $0.hasSuffix("digest") })
                #expect(names.last == "data")
                #expect(root["data"].map { Array($0.text) } == posted.data)
                #expect(root["id"]?.string == posted.attributes.id)
                #expect(root["actorname"]?.string == "A. Patel")
                #expect(event.subject == posted.attributes.subject)
                #expect(event.header.type == posted.attributes.type)
                #expect(event.header.concerns == posted.attributes.concerns)
                #expect(event.header.time == posted.attributes.time.instant)
            }
        }
    }

    @Test func `beyond the end are left out`() async throws {
        try await withLedger { ledger, _ in
            try await ledger.post(postings())
            #expect(try ledger.recorded(at: [Position(2), Position(3)]).map(\.position) == [Position(2)])
            #expect(try ledger.recorded(from: Position(3), looking: 5) { _ in true }.events.isEmpty)
        }
    }

    @Test func `are kept as long as they are asked for`() async throws {
        try await withLedger { ledger, _ in
            try await ledger.post((0..<40).map { try posting("e\($0)") })
            let events = try ledger.recorded(from: Position(0), looking: 40) { _ in true }.events
            // Room for about ten of them.
            let opened = OpenedEvents(byteLimit: 10 * events[0].size)
            for event in events {
                opened.keep([event], after: 0)
                #expect(opened.find([event.position], after: 0)[0] === event)
                _ = opened.find([Position(0)], after: 0)
            }
            let found = opened.find((0..<40).map { Position($0) }, after: 0)
            #expect(found[0] === events[0], "asked for all the time")
            #expect(found[1] == nil && found[20] == nil, "not asked for again")
            #expect((4...12).contains(found.count { $0 != nil }))
        }
    }

    @Test func `are let go when somebody is erased`() async throws {
        try await withLedger { ledger, _ in
            try await ledger.post(postings())
            let event = try #require(try ledger.recorded(at: [Position(0)]).first)
            let opened = OpenedEvents()
            opened.keep([event], after: 0)
            #expect(opened.find([Position(0)], after: 1)[0] == nil, "it was read before")
            opened.keep([event], after: 0)
            #expect(opened.find([Position(0)], after: 1)[0] == nil, "read before, kept behind")
            #expect(opened.find([Position(0)], after: 0)[0] == nil, "who began to read before looks again")
            opened.keep([event], after: 1)
            #expect(opened.find([Position(0)], after: 1)[0] === event)
            opened.forget(before: 2)
            #expect(opened.find([Position(0)], after: 1)[0] == nil)
        }
    }

    @Test func `are the same when they are asked for again in another order`() async throws {
        try await withLedger { ledger, _ in
            try await ledger.post(postings())
            let first = try ledger.recorded(at: [Position(1)]).map(json)
            let all = try ledger.recorded(at: [Position(2), Position(1), Position(7), Position(0), Position(1)]).map(json)
            #expect(all.count == 4)
            #expect(all[1] == first[0] && all[3] == first[0])
            #expect(try ledger.recorded(at: [Position(0)]).map(json) == [all[2]])
            #expect(try ledger.recorded(at: [Position(2)]).map(json) == [all[0]])
        }
    }
}
