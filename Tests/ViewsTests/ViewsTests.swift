import Events
import Ledger
import NIOPosix
import Support
import Testing
import Views

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// Runs `body` with a ledger and views that follow it.
func withViews<Result>(_ body: (Ledger, Views, String) async throws -> Result) async throws -> Result {
    try await withLedger { ledger, settings in
        let directory = settings.directory + "/views"
        try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
        let views = try Views.open(directory: directory, ledger: ledger, boot: "boot-1")
        return try await following(views) { try await body(ledger, views, directory) }
    }
}

/// Lets `views` follow while `body` runs.
func following<Result>(_ views: Views, _ body: () async throws -> Result) async throws -> Result {
    let thread = NIOThreadPool(numberOfThreads: 1)
    thread.start()
    let task = Task { try await views.follow(on: thread) }
    let result = try await body()
    task.cancel()
    _ = await task.result
    try await thread.shutdownGracefully()
    return result
}

/// Everything the views answer about a small ledger.
struct Answers: Equatable {
    let byActor: [TimedPosition]
    let byType: [Position]
    let bySource: [Position]
    let concerning: [Position]
    let referring: [Position]

    init(_ views: Views, _ size: UInt64) throws {
        let always = TimeRange(from: nil, to: nil)
        byActor = try views.positions(actor: "sw-1", in: always, after: nil, below: size, limit: .max)
        byType = try views.positions(type: "case_note.entered", after: nil, below: size, limit: .max)
        bySource = try views.positions(source: "/ics/test", after: nil, below: size, limit: .max)
        concerning = try views.positions(concerning: try #require(Subject("case/9")), below: size)
        referring = try views.positions(referringToAnyOf: [IDKey(EventReference(source: "/ics/test", id: "e0"))], below: size)
            .sorted()
    }
}

@Suite struct `The views` {
    @Test func `are outrun once they have caught up and are left behind`() async throws {
        try await withLedger { ledger, settings in
            let directory = settings.directory + "/views"
            try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
            try await ledger.post((0..<30).map { try posting("old\($0)") })
            let views = try Views.open(directory: directory, ledger: ledger, boot: "boot-1")
            #expect(!views.areOutrun(by: 10), "they are still being made")
            try await views.reach(30)
            try await ledger.post((0..<10).map { try posting("new\($0)") })
            #expect(!views.areOutrun(by: 10))
            try await ledger.post([try posting("last")])
            #expect(views.areOutrun(by: 10))
            try await views.reach(41)
            #expect(!views.areOutrun(by: 10))
        }
    }

    @Test func `find the teams that allocations and transfers name`() async throws {
        try await withViews { ledger, views, _ in
            try await ledger.post([
                posting(
                    "a", type: "case.allocated", data: #"{"worker":{"id":"w","team":"North"},"previous_worker":{"team":"Old"}}"#),
                posting("b", type: "case.transferred", data: #"{"from_team":"North","to_team":"South"}"#),
                posting("c", type: "case_note.entered", data: #"{"details":"x","to_team":"East"}"#),
            ])
            try await views.reach(ledger.head.size)
            func found(_ team: String) throws -> [UInt64] {
                try views.positions(allocatedTo: team, below: 3).map(\.rawValue)
            }
            #expect(try found("North") == [0, 1])
            #expect(try found("Old") == [0] && found("South") == [1] && found("East").isEmpty && found("Nort").isEmpty)
        }
    }

    @Test func `are rebuilt from events too long to be read at once`() async throws {
        try await withViews { ledger, views, _ in
            let long = String(repeating: "x", count: 1_000_000)
            for index in 0..<20 { try await ledger.post([posting("e\(index)", note: long)]) }
            try await ledger.post([posting("last")])
            let size = ledger.head.size
            try await views.reach(size)
            let before = try Answers(views, size)
            #expect(try await views.rebuild([]) == size)
            #expect(try Answers(views, size) == before && before.byType.count == 21)
        }
    }

    @Test func `find what the ledger holds, and what comes while they are rebuilt`() async throws {
        try await withViews { ledger, views, _ in
            for index in 0..<40 {
                try await ledger.post([
                    posting("e\(index)", subject: "case/\(index % 3)", with: index % 4 == 0 ? #","concerns":"case/9""# : ""),
                    posting("f\(index)", with: index % 5 == 0 ? #","corrects":"e0""# : ""),
                ])
            }
            let size = ledger.head.size
            try await views.reach(size)
            let before = try Answers(views, size)
            #expect(before.byActor.count == 80)
            #expect(before.concerning.count == 10)
            #expect(before.referring.count == 8)
            async let posted: Void = {
                for index in 0..<40 { try await ledger.post([posting("g\(index)", subject: "case/5")]) }
            }()
            for _ in 0..<5 {
                _ = try await views.rebuild([])
                #expect(try Answers(views, size) == before)
            }
            try await posted
            _ = try await views.rebuild(["actors", "types"])
            try await views.reach(ledger.head.size)
            #expect(try Answers(views, size) == before)
            #expect(try Answers(views, ledger.head.size).byActor.count == 120)
        }
    }

    @Test func `list decisions of everybody from the first`() async throws {
        try await withViews { _, views, _ in
            let always = TimeRange(from: nil, to: nil)
            let found = try views.decisions(actor: nil, in: always, after: nil, below: 1, limit: 5) { _ in true }
            #expect(found.isEmpty)
        }
    }

    @Test func `find supervision of a worker by the cases it names`() async throws {
        try await withViews { ledger, views, _ in
            try await ledger.post([
                posting(
                    "s1", subject: "worker/w1", type: "supervision.held",
                    data: #"{"supervision_type":"casework","cases":["a","case/b"]}"#),
                posting(
                    "s2", subject: "case/a", type: "supervision.held", data: #"{"supervision_type":"casework","cases":["a"]}"#),
                posting(
                    "a1", subject: "team/t1", type: "audit.completed",
                    data: #"{"audit_type":"case_file","auditor":"q","audited_case":"a"}"#),
                posting("n1", subject: "worker/w1", type: "learning.recorded", data: #"{"cases":["a"]}"#),
            ])
            try await views.reach(4)
            #expect(try views.positions(namingCase: "a", below: 4) == [Position(0), Position(2)])
            #expect(try views.positions(namingCase: "a", below: 2) == [Position(0)])
            #expect(try views.positions(namingCase: "b", below: 4) == [Position(0)])
            #expect(try views.positions(namingCase: "case/b", below: 4).isEmpty)
        }
    }

    @Test func `know a reference before the event it names`() async throws {
        try await withViews { ledger, views, _ in
            try await ledger.post([posting("late", with: #","corrects":"e0""#), posting("e0")])
            try await views.reach(2)
            #expect(try Answers(views, 2).referring == [Position(0)])
        }
    }

    @Test func `take the words of a decision for no reference`() async throws {
        try await withViews { ledger, views, _ in
            try await ledger.post([
                posting("e1", type: "decision.made", data: #"{"decision_type":"other","decision":"e0"}"#),
                posting("e2", type: "decision.ended", data: #"{"decision":"e0"}"#),
            ])
            try await views.reach(2)
            #expect(try Answers(views, 2).referring == [Position(1)])
        }
    }

    @Test func `refuse a name that is none`() async throws {
        try await withViews { _, views, _ in
            _ = await #expect(throws: RebuildError.noSuchView("actor")) { try await views.rebuild(["actor"]) }
        }
    }

    @Test(arguments: [("boot-1", false, true), ("boot-2", false, false), ("boot-2", true, true)])
    func `are kept unless the machine stopped without a clean end`(_ boot: String, clean: Bool, kept: Bool) async throws {
        try await TemporaryDirectory.run { directory in
            let settings = testSettings(directory)
            try Ledger.create(settings)
            let ledger = try openLedger(settings)
            let path = directory.path + "/views"
            try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
            do {
                let views = try Views.open(directory: path, ledger: ledger, boot: "boot-1")
                try await following(views) {
                    try await ledger.post([posting("a"), posting("b")])
                    try await views.reach(2)
                }
                if clean { try views.close() }
            }
            let views = try Views.open(directory: path, ledger: ledger, boot: boot)
            #expect(views.position == (kept ? 2 : 0))
            try await ledger.stop()
        }
    }

    @Test func `start afresh for another ledger`() async throws {
        try await TemporaryDirectory.run { directory in
            let path = directory.path + "/views"
            try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
            for name in ["one", "two"] {
                var settings = testSettings(directory)
                settings.directory = directory.path + "/" + name
                settings.masterKeyFile = settings.directory + "/keys/master.key"
                settings.signingKeyFile = settings.directory + "/keys/signing.key"
                try Ledger.create(settings)
                let ledger = try openLedger(settings)
                let views = try Views.open(directory: path, ledger: ledger, boot: "boot-1")
                #expect(views.position == 0)
                try await following(views) {
                    try await ledger.post([posting(name)])
                    try await views.reach(1)
                }
                try await ledger.stop()
            }
        }
    }
}
