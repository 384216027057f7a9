import Glibc
import JSON
import Ledger
import NIOPosix
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
        endWithReader()
        let pulse = Task { try await repeatLast() }
        defer { pulse.cancel() }
        do {
            if let report = try await perform(job) { say(.report(report)) }
            return 0
        } catch let fault as LedgerFault {
            say(.fault(fault))
        } catch LedgerError.absent(let directory) {
            let log = directory == job.visitors?.directory ? WhichLog.visitors : job.log
            say(.failure("there is no \(log.words) in \(directory)"))
        } catch {
            say(.failure("\(error)"))
        }
        return 1
    }

    /// Ends this process once nobody reads what it says, whatever it is doing: who has asked for it is gone, and may ask again.
    private static func endWithReader() {
        watching.start()
        watching.submit { _ in
            FileDescriptor.standardOutput.awaitReadersEnd()
            _exit(1)
        }
    }

    private static let watching = NIOThreadPool(numberOfThreads: 1)

    private static func perform(_ job: LedgerJob) async throws -> JSONValue? {
        try OwnPlaces(job).check()
        switch job.kind {
        case .check:
            return try Reports.check(try await LedgerCheck(try settings(job), progress: tell).run())
        case .locate:
            try LedgerCheck(try settings(job), progress: tell).locate(from: job.from)
            return nil
        case .backUp: return try await backUp(job, to: job.target ?? "")
        case .restore: return try await restore(job, to: job.target ?? "")
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

    private static func backUp(_ job: LedgerJob, to target: String) async throws -> JSONValue {
        let keys = job.keysDirectory ?? target + "/keys"
        let places = [("directory", target), ("keys_directory", keys)]
        guard let visitors = job.visitors else {
            let copy = LedgerCopy(try settings(job), progress: tell)
            return try Reports.check(try await copy.backUp(to: target, keysDirectory: job.keysDirectory), places)
        }
        let copy = PairCopy(try settings(job), visitors: try settings(visitors), progress: tell)
        let reports = try await copy.backUp(to: target, keysDirectory: job.keysDirectory)
        let name = "/" + PairCopy.visitorsName
        return try Reports.check(
            reports.ledger, places,
            visitors: (
                reports.visitors,
                [
                    ("directory", target + name),
                    ("keys_directory", job.keysDirectory.map { $0 + name } ?? target + name + "/keys"),
                ]
                    + (visitors.keyFiles.map { [("key_files", $0)] } ?? [])
            ))
    }

    private static func restore(_ job: LedgerJob, to target: String) async throws -> JSONValue {
        var source = try settings(job)
        source.keysDirectory = job.keysDirectory
        guard let visitors = job.visitors else {
            let copy = LedgerCopy(source, progress: tell)
            return try Reports.check(try await copy.restore(to: target), [("directory", target)])
        }
        var book = try settings(visitors)
        book.keysDirectory = visitors.keysDirectory
        let reports = try await PairCopy(source, visitors: book, progress: tell).restore(
            to: target, visitorsDirectory: visitors.target, keyFiles: visitors.keyFiles)
        return try Reports.check(
            reports.ledger, [("directory", target)],
            visitors: (reports.visitors, [("directory", visitors.target ?? target + "/" + PairCopy.visitorsName)]))
    }

    private static func settings(_ visitors: LedgerJob.Visitors) throws -> CheckSettings {
        try settings(
            visitors.directory, masterKeyFile: visitors.masterKeyFile, verifierKey: visitors.verifierKey,
            signingKeyFile: visitors.signingKeyFile)
    }

    private static func settings(_ job: LedgerJob) throws -> CheckSettings {
        var settings = try settings(
            job.directory, masterKeyFile: job.masterKeyFile, verifierKey: job.verifierKey, signingKeyFile: job.signingKeyFile)
        settings.since = job.since.map { .init(name: $0.name, note: $0.note) }
        if let mark = try job.bookOf.flatMap({ try Ledger.bookMark(in: $0) }) { settings.since.append(mark) }
        settings.onlyTree = job.onlyTree
        settings.log = job.log
        return settings
    }

    private static func settings(
        _ directory: String, masterKeyFile: String?, verifierKey: String?, signingKeyFile: String?
    ) throws -> CheckSettings {
        var settings = CheckSettings(directory: directory)
        settings.masterKeyFile = masterKeyFile
        settings.verifier = try verifierKey.map { try NoteVerifier($0) }
        settings.signingKeyFile = signingKeyFile
        settings.workers = ProcessInfo.processInfo.activeProcessorCount
        return settings
    }

    private static let tell: @Sendable (CheckProgress) -> Void = { progress in
        last.withLock { $0 = progress }
        say(message(progress))
    }

    private static func message(_ progress: CheckProgress) -> JobMessage {
        .progress(part: progress.part.rawValue, done: progress.done, total: progress.total, log: progress.log)
    }

    private static let last = Mutex(CheckProgress?.none)

    /// Says again how far it is while nothing moves, so that who waits sees that it still works.
    private static func repeatLast() async throws {
        while true {
            try await Task.sleep(for: .seconds(5))
            if let progress = last.withLock({ $0 }) {
                say(message(progress))
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
