import Glibc
import JSON
import Ledger
import Posix
import Synchronization
import SystemPackage
import Transparency

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// The process that does a job: what a program does instead of its usual work when `LedgerJob.word` is its first argument.
public enum JobProcess {
    /// Does the job that the arguments name.
    ///
    /// - Parameter arguments: those of the program, without its own name.
    /// - Returns: the exit status; nil where they name no job.
    public static func run(_ arguments: [String]) async -> Int32? {
        guard arguments.first == LedgerJob.word else { return nil }
        forbidCoreFiles()
        guard arguments.count == 2, let job = LedgerJob(argument: arguments[1]) else {
            say(.failure("a ledger job is started by daybook itself, and not by hand"))
            return 2
        }
        let pulse = Task { try await repeatLast() }
        defer { pulse.cancel() }
        do {
            if let report = try await perform(job) { say(.report(report)) }
            return 0
        } catch let fault as LedgerFault {
            say(.fault(fault))
        } catch LedgerError.absent(let directory) {
            say(.failure("there is no ledger in \(directory)"))
        } catch {
            say(.failure("\(error)"))
        }
        return 1
    }

    private static func perform(_ job: LedgerJob) async throws -> JSONValue? {
        switch job.kind {
        case .check:
            return try Reports.check(try await LedgerCheck(try settings(job), progress: tell).run())
        case .locate:
            try LedgerCheck(try settings(job), progress: tell).locate(from: job.from)
            return nil
        case .backUp:
            let copy = LedgerCopy(try settings(job), progress: tell)
            let target = job.target ?? ""
            let report = try await copy.backUp(to: target, keysDirectory: job.keysDirectory)
            return try Reports.check(
                report, [("directory", target), ("keys_directory", job.keysDirectory ?? target + "/keys")])
        case .restore:
            var source = try settings(job)
            source.keysDirectory = job.keysDirectory
            let target = job.target ?? ""
            return try Reports.check(
                try await LedgerCopy(source, progress: tell).restore(to: target), [("directory", target)])
        case .export:
            let target = job.target ?? ""
            return try Reports.export(try LedgerExport(try settings(job), progress: tell).write(to: target), to: target)
        case .import:
            var made = try settings(job)
            made.directory = job.target ?? ""
            made.keysDirectory = job.keysDirectory
            let report = try await LedgerImport(job.directory, settings: made, progress: tell).run()
            return try Reports.check(report, [("directory", made.directory)])
        }
    }

    private static func settings(_ job: LedgerJob) throws -> CheckSettings {
        var settings = CheckSettings(directory: job.directory)
        settings.masterKeyFile = job.masterKeyFile
        if let text = job.verifierKey { settings.verifier = try NoteVerifier(text) }
        settings.signingKeyFile = job.signingKeyFile
        settings.since = job.since.map { .init(name: $0.name, note: $0.note) }
        settings.onlyTree = job.onlyTree
        settings.workers = ProcessInfo.processInfo.activeProcessorCount
        return settings
    }

    private static let tell: @Sendable (CheckProgress) -> Void = { progress in
        last.withLock { $0 = progress }
        say(.progress(part: progress.part.rawValue, done: progress.done, total: progress.total))
    }

    private static let last = Mutex(CheckProgress?.none)

    /// Says again how far it is while nothing moves, so that who waits sees that it still works.
    private static func repeatLast() async throws {
        while true {
            try await Task.sleep(for: .seconds(5))
            if let progress = last.withLock({ $0 }) {
                say(.progress(part: progress.part.rawValue, done: progress.done, total: progress.total))
            }
        }
    }

    /// Writes a line. Where nobody reads it any more, there is nothing left to do.
    private static func say(_ message: JobMessage) {
        var writer = JSONWriter()
        message.write(to: &writer)
        do { try FileDescriptor.standardOutput.writeAll(writer.bytes + [0x0A]) } catch { exit(1) }
    }
}
