import Events
import JSON
import Ledger
import Support
import Testing

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

@Suite struct `The index that follows the log` {
    /// Random batches, repeats, clean stops and crashes, compared after each with what a dictionary remembers.
    @Test(arguments: [(1, UInt64(11)), (3, 12), (16, 13), (64, 14), (400, 16), (100_000, 15)])
    func `finds every event, wherever its entry is`(_ gathers: Int, _ seed: UInt64) async throws {
        try await TemporaryDirectory.run { directory in
            var random = SeededGenerator(seed: seed)
            var model = Model()
            var settings = testSettings(directory)
            settings.indexGathers = gathers
            try Ledger.create(settings)
            for life in 0..<6 {
                let ledger = try openLedger(settings)
                try model.check(ledger, "seed \(seed), life \(life), just opened")
                for _ in 0..<Int.random(in: 0..<60, using: &random) { try await model.post(to: ledger, &random) }
                try model.check(ledger, "seed \(seed), life \(life)")
                // A copy made while the ledger is open is what a crash leaves behind: nothing was settled.
                let crashes = Bool.random(using: &random)
                let copy = directory.path + "/life-\(life)"
                if crashes {
                    try FileManager.default.createDirectory(atPath: copy, withIntermediateDirectories: false)
                    // The checkpoint of the second place is written beside itself, and may have its name before it is copied.
                    for name in try FileManager.default.contentsOfDirectory(atPath: settings.directory)
                    where name != "checkpoint.new" {
                        try FileManager.default.copyItem(atPath: settings.directory + "/" + name, toPath: copy + "/" + name)
                    }
                    settings.directory = copy
                    settings.masterKeyFile = copy + "/keys/master.key"
                    settings.signingKeyFile = copy + "/keys/signing.key"
                }
                try await ledger.stop()
            }
            #expect(model.events.count > 0)
        }
    }

    /// What the ledger must know, kept the simple way.
    private struct Model {
        private(set) var events: [(id: String, subject: String)] = []

        mutating func post(to ledger: Ledger, _ random: inout SeededGenerator) async throws {
            var batch: [(id: String, subject: String)] = []
            for _ in 0...Int.random(in: 0..<12, using: &random) {
                if Int.random(in: 0..<5, using: &random) == 0, let known = events.randomElement(using: &random) {
                    batch.append(known)
                } else {
                    batch.append(
                        (
                            "e\(events.count + batch.count)-\(Int.random(in: 0..<1000, using: &random))",
                            "case/\(Int.random(in: 0..<9, using: &random))"
                        ))
                }
            }
            let answers = try await ledger.post(batch.map { try posting($0.id, subject: $0.subject) })
            for (event, answer) in zip(batch, answers) {
                let first = events.firstIndex { $0.id == event.id }
                #expect(answer.duplicate == (first != nil))
                #expect(answer.position.rawValue == UInt64(first ?? events.count))
                if first == nil { events.append(event) }
                let upTo = events[...Int(answer.position.rawValue)]
                #expect(answer.subjectVersion == UInt64(upTo.count { $0.subject == event.subject }))
            }
        }

        func check(_ ledger: Ledger, _ when: Comment) throws {
            for number in 0..<10 {
                let subject = try #require(Subject("case/\(number)"))
                let expected = events.indices.filter { events[$0].subject == "case/\(number)" }.map(UInt64.init)
                #expect(try ledger.positions(of: subject).map(\.rawValue) == expected, when)
                #expect(try ledger.version(of: subject) == UInt64(expected.count), when)
                let half = UInt64(events.count / 2)
                #expect(
                    try ledger.positions(of: subject, below: half).map(\.rawValue) == expected.filter { $0 < half }, when)
            }
            for (index, event) in events.enumerated() {
                let reference = EventReference(source: "/ics/test", id: event.id)
                #expect(try ledger.position(of: IDKey(reference))?.rawValue == UInt64(index), when)
            }
        }
    }

    @Test func `hands on what it has just written as the log has it`() async throws {
        try await TemporaryDirectory.run { directory in
            let settings = testSettings(directory)
            try Ledger.create(settings)
            let more =
                #","enteredtime":"2026-01-06T09:00:00+00:00","concerns":"case/2,worker/7","actorteam":"Duty","weather":"ra\u0069n""#
            var fresh: [Event] = []
            do {
                let writing = try openLedger(settings)
                for index in 0..<20 {
                    try await writing.post([posting("a\(index)", with: more), posting("b\(index)", subject: "case/2")])
                }
                fresh = try writing.events(from: Position(3), limit: 30)
                try await writing.stop()
            }
            let reading = try openLedger(settings)
            let kept = try reading.events(from: Position(3), limit: 30)
            #expect(fresh.count == 30)
            #expect(kept.count == 30)
            for (a, b) in zip(fresh, kept) {
                #expect(a.attributes == b.attributes)
                #expect(a.position == b.position)
                #expect(a.header.recordedTime == b.header.recordedTime)
                #expect(a.header.postedBy == b.header.postedBy)
                #expect(a.header.dataDigest == b.header.dataDigest)
                #expect(a.header.attributesDigest == b.header.attributesDigest)
                #expect(a.sealedAttributes == b.sealedAttributes)
                #expect(a.data?.text == b.data?.text)
            }
            try await reading.stop()
        }
    }
}
