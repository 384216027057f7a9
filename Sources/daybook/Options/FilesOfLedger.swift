import ArgumentParser
import LedgerJobs

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// Where the keys of a ledger are that is worked on without the daemon.
struct KeysOfLedger: ParsableArguments {
    @Option(
        help: ArgumentHelp("The daemon's configuration, which says where the keys are.", valueName: "file"),
        completion: .file())
    var config: String?

    @Option(help: ArgumentHelp("The key that checks signatures, as name+id+base64; else the ledger's own.", valueName: "vkey"))
    var key: String?

    /// A job with the keys that there are.
    func job(_ kind: LedgerJob.Kind, directory: String) async throws -> LedgerJob {
        var job = LedgerJob(kind, directory: directory)
        let files = try await LedgerFiles(directory: directory, config: config)
        job.masterKeyFile = files.masterKey
        job.signingKeyFile = files.signingKey
        job.verifierKey = key
        return job
    }

    /// The visitors' book to be copied with a ledger, or to be restored from `directory`, with the keys that there are.
    func visitors(_ directory: String) async throws -> LedgerJob.Visitors {
        var visitors = LedgerJob.Visitors(directory: directory)
        let files = try await LedgerFiles(directory: directory, config: config, ofVisitors: true)
        visitors.masterKeyFile = files.masterKey
        visitors.signingKeyFile = files.signingKey
        return visitors
    }
}

/// A ledger whose files this command reads itself, instead of asking the daemon.
struct FilesOfLedger: ParsableArguments {
    @Option(help: ArgumentHelp("Read this ledger's files, without the daemon.", valueName: "dir"), completion: .directory)
    var ledger: String?

    @OptionGroup var keys: KeysOfLedger

    func validate() throws {
        if ledger == nil, keys.config != nil { throw ValidationError("--config goes with --ledger") }
        if ledger == nil, keys.key != nil { throw ValidationError("--key goes with --ledger") }
    }

    /// A job that makes a copy of a ledger, apart from whatever belongs to that.
    func copying(_ kind: LedgerJob.Kind, _ ledger: String, to target: String) async throws -> LedgerJob {
        var job = try await keys.job(kind, directory: ledger)
        job.target = target
        job.apart = try await LedgerFiles.otherDirectories(of: ledger, config: keys.config)
        return job
    }
}

/// Paths for somebody who stands elsewhere.
enum AbsolutePath {
    static func of(_ path: String) throws -> String {
        guard !path.isEmpty else { throw Failure(Failure.usage, "a directory has a name.") }
        return path.hasPrefix("/") ? path : FileManager.default.currentDirectoryPath + "/" + path
    }
}
