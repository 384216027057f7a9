import JSON
import Ledger
import Published
import Schema
import Server
import Witnesses

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// What the configuration file says, as `schemas/settings.json` describes it.
struct Settings {
    var origin: String?
    var masterKeyFile: String?
    var signingKeyFile: String?
    var viewsDirectory: String?
    var policyFile: String?
    var retentionFile: String?
    var visitorsDirectory: String?
    var visitorsMasterKeyFile: String?
    var visitorsSigningKeyFile: String?
    var visitorsCheckpointFile: String?
    var visitorsMapBytes: Int?
    var checkpointFile: String?
    var witnessSettings: [(name: String, key: String, url: String)] = []
    var witnessSeconds: Int64 = 60
    var witnessRootsFile: String?
    var logMapBytes: Int?
    var keysMapBytes: Int?
    var indexGathers: Int?
    var additionalSchemas: [String] = []
    var packFiles: [String] = []
    var standardsFile: String?
    var dueLists: [String] = []
    var server = ServerSettings()

    /// - Parameters:
    ///   - path: the configuration file; nil for none.
    ///   - files: where the published files are.
    init(path: String?, files: PublishedFiles) throws {
        guard let path else { return }
        guard let bytes = FileManager.default.contents(atPath: path) else {
            throw StartError("the configuration file \(path) cannot be read")
        }
        let document: JSONDocument
        do { document = try JSONDocument(Array(bytes)) } catch {
            throw StartError("the configuration file \(path) is no JSON: \(error.reason), at byte \(error.offset)")
        }
        let schema = try CompiledSchema(try files.json("settings.json"), file: "settings.json")
        let faults = schema.check(document.root)
        guard faults.isEmpty else {
            let lines = faults.map { "\($0.pointer.isEmpty ? "/" : $0.pointer): \($0.message)" }
            throw StartError("the configuration file \(path) is wrong: \(lines.joined(separator: "; "))")
        }
        read(document.root)
        for (name, file) in [("checkpoint_file", checkpointFile), ("visitors_checkpoint_file", visitorsCheckpointFile)] {
            guard let file, !file.hasPrefix("/") else { continue }
            throw StartError(
                "\(name) in \(path) is \"\(file)\", which is another file for whoever stands elsewhere; give the whole path, from / on"
            )
        }
        if let checkpointFile, checkpointFile == visitorsCheckpointFile {
            throw StartError(
                "checkpoint_file and visitors_checkpoint_file in \(path) are one file; the ledger and its visitors' book need one each"
            )
        }
    }

    private mutating func read(_ root: JSONValue) {
        origin = root["origin"]?.string
        masterKeyFile = root["master_key_file"]?.string
        signingKeyFile = root["signing_key_file"]?.string
        witnessSettings =
            root["witnesses"]?.elements.map { ($0["name"]?.string ?? "", $0["key"]?.string ?? "", $0["url"]?.string ?? "") } ?? []
        if let seconds = root["witness_seconds"]?.integer { witnessSeconds = seconds }
        witnessRootsFile = root["witness_roots_file"]?.string
        checkpointFile = root["checkpoint_file"]?.string
        viewsDirectory = root["views_directory"]?.string
        policyFile = root["policy_file"]?.string
        retentionFile = root["retention_file"]?.string
        visitorsDirectory = root["visitors_directory"]?.string
        visitorsMasterKeyFile = root["visitors_master_key_file"]?.string
        visitorsSigningKeyFile = root["visitors_signing_key_file"]?.string
        visitorsCheckpointFile = root["visitors_checkpoint_file"]?.string
        visitorsMapBytes = root["visitors_map_bytes"]?.integer.map { Int($0) }
        logMapBytes = root["log_map_bytes"]?.integer.map { Int($0) }
        keysMapBytes = root["keys_map_bytes"]?.integer.map { Int($0) }
        indexGathers = root["index_gathers_events"]?.integer.map { Int($0) }
        additionalSchemas = root["event_types_directories"]?.elements.compactMap(\.string) ?? []
        packFiles = root["pack_files"]?.elements.compactMap(\.string) ?? []
        standardsFile = root["standards_file"]?.string
        dueLists = root["due_lists"]?.elements.compactMap(\.string) ?? []
        if let limit = root["body_limit_bytes"]?.integer { server.bodyLimit = Int(limit) }
        if let limit = root["connection_limit"]?.integer { server.connectionLimit = Int(limit) }
        if let seconds = root["idle_seconds"]?.integer { server.idleSeconds = seconds }
        if let seconds = root["future_skew_seconds"]?.integer { server.futureSkewSeconds = seconds }
    }

    /// Who signs the ledger's checkpoints besides itself.
    func witnesses() throws -> [Witness] {
        if let witnessRootsFile, !FileManager.default.isReadableFile(atPath: witnessRootsFile) {
            throw StartError("the certificates in \(witnessRootsFile) (witness_roots_file) cannot be read")
        }
        var names: Set<String> = []
        var keys: Set<String> = []
        for settings in witnessSettings {
            guard names.insert(settings.name).inserted else {
                throw StartError("the settings name two witnesses \"\(settings.name)\"; each has a name of its own")
            }
            guard keys.insert(settings.key).inserted else {
                throw StartError("the witness \"\(settings.name)\" has the key of another one; a signature counts once")
            }
        }
        return try witnessSettings.map { settings in
            do {
                return try Witness(name: settings.name, key: settings.key, url: settings.url, rootsFile: witnessRootsFile)
            } catch { throw StartError("\(error)") }
        }
    }

    /// How the ledger in `directory` is opened. Without a configuration daybook makes its own keys.
    func ledger(_ directory: String) -> LedgerSettings {
        var settings = LedgerSettings(directory: directory, origin: origin ?? "daybook.invalid/unconfigured")
        settings.makesKeys = masterKeyFile == nil && signingKeyFile == nil
        if let masterKeyFile { settings.masterKeyFile = masterKeyFile }
        if let signingKeyFile { settings.signingKeyFile = signingKeyFile }
        if let checkpointFile { settings.checkpointFile = checkpointFile }
        if let logMapBytes { settings.logMapSize = logMapBytes }
        if let keysMapBytes { settings.keysMapSize = keysMapBytes }
        if let indexGathers { settings.indexGathers = indexGathers }
        return settings
    }

    /// Looks whose index entries gather in memory: fewer than events, since thousands come in a second at most.
    private static let visitorsIndexGathers = 16_000

    /// How the visitors' book of the ledger in `directory` is opened. Its keys are its own; without a place for them it
    /// makes them beside it.
    func visitors(_ directory: String) -> LedgerSettings {
        var settings = LedgerSettings(
            directory: visitorsDirectory ?? directory + "/visitors",
            origin: (origin ?? "daybook.invalid/unconfigured") + "/visitors")
        settings.makesKeys = visitorsMasterKeyFile == nil && visitorsSigningKeyFile == nil
        if let visitorsMasterKeyFile { settings.masterKeyFile = visitorsMasterKeyFile }
        if let visitorsSigningKeyFile { settings.signingKeyFile = visitorsSigningKeyFile }
        if let visitorsCheckpointFile { settings.checkpointFile = visitorsCheckpointFile }
        if let visitorsMapBytes { settings.logMapSize = visitorsMapBytes }
        settings.indexGathers = Self.visitorsIndexGathers
        return settings
    }
}

/// Why the daemon does not start: one line that says what to do.
struct StartError: Error, CustomStringConvertible {
    let description: String

    init(_ description: String) { self.description = description }
}
