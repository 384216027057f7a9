import Events
import LMDB
import Ledger
import Support
import Testing

@testable import Views

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// Who may see a case rests on the views, which nothing signs.
@Suite struct `Views that somebody has changed` {
    /// What was done to them while nobody had them open.
    enum Change: CaseIterable {
        case nothing, restrictionGone, restrictionOfAnother, decisionGone, markOfAnother
    }

    @Test(arguments: Change.allCases)
    func `are made anew, and others are not`(_ change: Change) async throws {
        try await withLedger { ledger, settings in
            let directory = settings.directory + "/views"
            try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
            for index in 0..<5 {
                try await ledger.post([
                    posting("r\(index)", type: Views.restriction, data: #"{"restricted":true}"#), posting("n\(index)"),
                    posting("d\(index)", type: "decision.made"),
                ])
            }
            try await make(directory, ledger) { views in
                try await views.reach(10)
                try await ledger.post([posting("last")])
                // Tables are made anew beside those that answer: what vouches for them goes along.
                _ = try await views.rebuild(["types"])
            }
            try tamper(change, directory)
            let views = try Views.open(directory: directory, ledger: ledger, boot: "boot-1")
            #expect(views.position == (change == .nothing ? 16 : 0))
            _ = try views.foldOnce()
            let restrictions = try views.positions(type: Views.restriction, after: nil, below: 16, limit: .max)
            #expect(restrictions.map(\.rawValue) == [0, 3, 6, 9, 12])
            #expect(try views.positions(type: "decision.made", after: nil, below: 16, limit: .max).count == 5)
            try views.close()
        }
    }

    private func make(_ directory: String, _ ledger: Ledger, _ body: (Views) async throws -> Void) async throws {
        let views = try Views.open(directory: directory, ledger: ledger, boot: "boot-1")
        try await body(views)
        while try views.foldOnce() {}
        try views.close()
    }

    private func row(_ name: String?, _ time: Instant?, _ position: Position) -> [UInt8] {
        var key: [UInt8] = []
        IndexKey.write(name, time, position, to: &key)
        return key
    }

    private func tamper(_ change: Change, _ directory: String) throws {
        let environment = try Environment(
            path: directory, mapSize: 1 << 30, tables: 2 * Index.all.count + 1, readers: 8, options: .noSync)
        let third = row(Views.restriction, nil, Position(6))
        try environment.write { transaction in
            let about = try transaction.openTable("about")
            let types = try transaction.openTable("types/1")
            switch change {
            case .nothing: break
            case .restrictionGone: #expect(try transaction.remove(third, from: types))
            case .restrictionOfAnother:
                #expect(try transaction.remove(third, from: types))
                try transaction.put([], for: row(Views.restriction, nil, Position(7)), in: types)
            case .decisionGone:
                let decisions = try transaction.openTable("decisions/0")
                let key = row(nil, Instant("2026-01-05T10:00:00Z"), Position(5))
                #expect(try transaction.remove(key, from: decisions))
            case .markOfAnother:
                #expect(try transaction.remove(third, from: types))
                var mark = Mark(try transaction.reading.bytes(for: Mark.key, in: about) ?? [])
                mark.rows["types"] = 15
                try transaction.put(mark.bytes, for: Mark.key, in: about)
            }
        }
    }
}
