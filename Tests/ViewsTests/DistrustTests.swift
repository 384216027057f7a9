import Ledger
import Support
import Testing

@testable import Views

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// Before a case is erased the disk says that the views are to be made anew; where it was not erased they need not be.
@Suite struct `Views that an erasure was announced to` {
    @Test(arguments: [
        ([Views.Erased.nothing], false), ([.something], true), ([.nothing, .something], true), ([.something, .nothing], true),
        ([.nothing, .nothing], false),
    ])
    func `are made anew where something was erased`(_ outcomes: [Views.Erased], isMadeAnew: Bool) async throws {
        try await withLedger { ledger, settings in
            let directory = try await withViews(ledger, settings) { views in
                // All are under way before the first is settled.
                for _ in outcomes { try views.beginDistrust() }
                for outcome in outcomes { try views.settleDistrust(outcome) }
                try views.close()
            }
            let views = try Views.open(directory: directory, ledger: ledger, boot: "boot-1")
            #expect(views.position == (isMadeAnew ? 0 : 1))
        }
    }

    @Test(arguments: [false, true]) func `are made anew where nobody was there to settle it`(isStopped: Bool) async throws {
        try await withLedger { ledger, settings in
            let directory = try await withViews(ledger, settings) { views in
                try views.beginDistrust()
                try views.beginDistrust()
                try views.settleDistrust(.nothing)
                if isStopped { try views.close() }
            }
            #expect(try ViewFiles.isUntrusted(in: directory, boot: "boot-1"))
        }
    }

    /// Does something with views that one event is folded into; they are let go of before another opens them.
    private func withViews(_ ledger: Ledger, _ settings: LedgerSettings, _ body: (Views) throws -> Void) async throws -> String {
        let directory = settings.directory + "/views"
        try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
        try await ledger.post([posting("1")])
        let views = try Views.open(directory: directory, ledger: ledger, boot: "boot-1")
        try await views.reach(1)
        try body(views)
        return directory
    }
}
