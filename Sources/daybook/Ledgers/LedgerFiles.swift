import JSON

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// What belongs to a ledger besides its log: where its keys are, and the checkpoint that its daemon keeps in a second
/// place.
struct LedgerFiles {
    var masterKey: String?
    var signingKey: String?
    /// The checkpoint in the second place, where there is one.
    var checkpoint: [(name: String, note: String)] = []

    /// - Parameters:
    ///   - directory: the ledger's, or its visitors' book's.
    ///   - config: the daemon's configuration; nil where keys are looked for beside the ledger.
    ///   - ofVisitors: whether the directory is that of a visitors' book.
    /// - Throws: `Failure` where the configuration cannot be read.
    init(directory: String, config: String?, ofVisitors: Bool = false) async throws {
        var second = directory + "/checkpoint"
        let root = try await Self.settings(config)
        let prefix = ofVisitors ? "visitors_" : ""
        masterKey = root?[prefix + "master_key_file"]?.string
        signingKey = root?[prefix + "signing_key_file"]?.string
        second = root?[prefix + "checkpoint_file"]?.string ?? second
        // A book whose keys no settings name has them beside it, as a ledger without settings has.
        if root == nil || (ofVisitors && masterKey == nil && signingKey == nil) {
            masterKey = Self.existing(directory + "/keys/master.key")
            signingKey = Self.existing(directory + "/keys/signing.key")
        }
        if let found = try Self.plainFile(second) { checkpoint = [(second, try await WholeFile.text(found))] }
    }

    /// Where a file is that may be a link's; nil where there is none. What is no file, such as a pipe, would never end.
    private static func plainFile(_ path: String) throws -> String? {
        guard FileManager.default.fileExists(atPath: path) else { return nil }
        let target = URL(fileURLWithPath: path).resolvingSymlinksInPath().path
        guard try FileManager.default.attributesOfItem(atPath: target)[.type] as? FileAttributeType == .typeRegular else {
            throw Failure(Failure.refused, "\(path) should hold the ledger's last checkpoint, and is no file.")
        }
        return target
    }

    /// How the origin of every visitors' book ends.
    static let visitorsSuffix = "/visitors"

    /// Where the visitors' book of a ledger is.
    static func visitorsDirectory(of ledger: String, config: String?) async throws -> String {
        try await configuredVisitorsDirectory(config) ?? ledger + "/visitors"
    }

    /// The ledger whose visitors' book is in its usual place in `directory`; nil where this is no such place.
    static func ledger(ofBookIn directory: String) -> String? {
        let place = URL(fileURLWithPath: directory).standardizedFileURL
        let ledger = place.deletingLastPathComponent().path
        return place.lastPathComponent == "visitors" && holdsLedger(ledger) ? ledger : nil
    }

    /// The place for the visitors' book that the configuration names; nil for its usual place.
    static func configuredVisitorsDirectory(_ config: String?) async throws -> String? {
        try await settings(config)?["visitors_directory"]?.string
    }

    /// Directories that belong to a ledger beside its own: of its visitors' book, and of its views where the configuration names one.
    static func otherDirectories(of ledger: String, config: String?) async throws -> [String] {
        let views = try await settings(config)?["views_directory"]?.string
        return [try await visitorsDirectory(of: ledger, config: config)] + (views.map { [$0] } ?? [])
    }

    private static func settings(_ config: String?) async throws -> JSONValue? {
        guard let config else { return nil }
        do { return try JSONDocument(Array(try await WholeFile.text(config).utf8)).root } catch let error as JSONError {
            throw Failure(Failure.usage, "\(config) is no JSON: \(error.reason), at byte \(error.offset).")
        }
    }

    /// Whether a directory holds a ledger.
    static func holdsLedger(_ directory: String) -> Bool { existing(directory + "/log/data.mdb") != nil }

    private static func existing(_ path: String) -> String? { FileManager.default.fileExists(atPath: path) ? path : nil }
}
