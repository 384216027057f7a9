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
    ///   - directory: the ledger's.
    ///   - config: the daemon's configuration; nil where keys are looked for beside the ledger.
    /// - Throws: `Failure` where the configuration cannot be read.
    init(directory: String, config: String?) async throws {
        var second = directory + "/checkpoint"
        if let config {
            let root: JSONValue
            do { root = try JSONDocument(Array(try await WholeFile.text(config).utf8)).root } catch let error as JSONError {
                throw Failure(Failure.usage, "\(config) is no JSON: \(error.reason), at byte \(error.offset).")
            }
            masterKey = root["master_key_file"]?.string
            signingKey = root["signing_key_file"]?.string
            second = root["checkpoint_file"]?.string ?? second
        } else {
            masterKey = Self.existing(directory + "/keys/master.key")
            signingKey = Self.existing(directory + "/keys/signing.key")
        }
        if FileManager.default.fileExists(atPath: second) { checkpoint = [(second, try await WholeFile.text(second))] }
    }

    private static func existing(_ path: String) -> String? { FileManager.default.fileExists(atPath: path) ? path : nil }
}
