import JSON
public import Ledger
import NIOPosix
import Posix
import SystemPackage

/// Runs jobs in processes of their own and tells what they say.
public struct JobRunner: Sendable {
    /// The program that is started; it must hand `LedgerJob.word` on to `JobProcess`.
    private let program: String

    /// - Parameter program: this very program, where nothing else is given.
    public init(program: String = "/proc/self/exe") { self.program = program }

    /// How a job ended.
    public enum Outcome: Sendable {
        case done(report: JSONReport)
        case fault(LedgerFault)
        case failure(String)
    }

    /// Runs a job to its end. Where its process crashes, the ledger is damaged at the place it was reading.
    ///
    /// - Parameter progress: told how far it is.
    /// - Throws: what `progress` throws, after the process was ended; `CancellationError`.
    public func run(
        _ job: LedgerJob, progress: (_ part: String, _ done: UInt64, _ total: UInt64) async throws -> Void
    ) async throws -> Outcome {
        var last: (part: String, done: UInt64, log: WhichLog) = ("opening", 0, job.log)
        let ended = try await follow(job) { part, done, total, log in
            last = (part, done, job.visitors == nil ? job.log : log)
            try await progress(part, done, total)
        }
        let signal: Int32
        switch ended {
        case .ended(let outcome): return outcome
        case .crashed(let raised): signal = raised
        }
        if job.kind == .restore || job.kind == .import {
            for target in [job.target, job.visitors?.target].compactMap(\.self) { LedgerCopy.clearAfterCrash(target) }
        }
        guard job.kind == .check, ["indexes", "events"].contains(last.part) else {
            return .fault(Self.crash(signal, at: last.part == "opening" ? nil : last.done, in: last.log))
        }
        // Several workers were ahead of what they had told: once more, event by event.
        var careful = job
        careful.kind = .locate
        careful.from = last.part == "events" ? last.done : 0
        var reached = careful.from
        let found = try await follow(careful) { _, done, _, _ in reached = done }
        switch found {
        case .crashed(let signal): return .fault(Self.crash(signal, at: reached, in: job.log))
        case .ended(.fault(let fault)): return .fault(fault)
        case .ended: return .fault(Self.crash(signal, at: last.part == "events" ? last.done : nil, in: job.log))
        }
    }

    /// What a job tells while it runs.
    public enum Step: Sendable {
        case progress(part: String, done: UInt64, total: UInt64)
        /// The last step.
        case ended(Outcome)
    }

    /// Runs a job, told step by step. Who stops listening ends the job.
    public func steps(_ job: LedgerJob) -> AsyncThrowingStream<Step, any Error> {
        AsyncThrowingStream { continuation in
            let task = Task {
                do {
                    let outcome = try await run(job) { part, done, total in
                        continuation.yield(.progress(part: part, done: done, total: total))
                    }
                    continuation.yield(.ended(outcome))
                    continuation.finish()
                } catch { continuation.finish(throwing: error) }
            }
            continuation.onTermination = { _ in task.cancel() }
        }
    }

    private enum Ended {
        case ended(Outcome)
        case crashed(Int32)
    }

    private typealias Progress = (_ part: String, _ done: UInt64, _ total: UInt64, _ log: WhichLog) async throws -> Void

    private func follow(_ job: LedgerJob, progress: Progress) async throws -> Ended {
        let child: ChildProcess
        do { child = try ChildProcess(program: program, arguments: [LedgerJob.word, job.argument]) } catch {
            return .ended(.failure("a second process cannot be started: \(error)"))
        }
        let thread = NIOThreadPool(numberOfThreads: 1)
        thread.start()
        let result: Result<Ended, any Error>
        do {
            result = .success(
                try await withTaskCancellationHandler {
                    try await read(child, on: thread, progress)
                } onCancel: {
                    child.terminate()
                })
        } catch {
            child.terminate()
            result = .failure(error)
        }
        try await thread.shutdownGracefully()
        return try result.get()
    }

    private func read(_ child: ChildProcess, on thread: NIOThreadPool, _ progress: Progress) async throws -> Ended {
        var lines = Lines()
        var outcome: Outcome?
        while true {
            let bytes = try await thread.runIfActive { try child.read() }
            if bytes.isEmpty { break }
            for line in lines.add(bytes) {
                switch JobMessage(line: line) {
                case .progress(let part, let done, let total, let log): try await progress(part, done, total, log)
                case .report(let report): outcome = .done(report: JSONReport(bytes: Array(report.text)))
                case .fault(let fault): outcome = .fault(fault)
                case .failure(let reason): outcome = .failure(reason)
                case nil: break
                }
            }
        }
        let ending = try await thread.runIfActive { child.wait() }
        try Task.checkCancellation()
        if let outcome { return .ended(outcome) }
        switch ending {
        case .signalled(let signal) where Self.crashes[signal] != nil: return .crashed(signal)
        case .signalled(let signal): return .ended(.failure(Self.stopped(signal)))
        case .exited(let status): return .ended(.failure("the process that reads the ledger ended with status \(status)"))
        }
    }

    private static func crash(_ signal: Int32, at position: UInt64?, in log: WhichLog) -> LedgerFault {
        let name = crashes[signal] ?? "a signal"
        return LedgerFault(
            position: position,
            reason: "the file is damaged there: the process that read it was ended by signal \(signal) (\(name))", log: log)
    }

    /// What is told where somebody or the system stopped the process: that says nothing of the ledger.
    private static func stopped(_ signal: Int32) -> String {
        let name = stops[signal].map { " (\($0))" } ?? ""
        let cause = signal == 9 ? "; perhaps the machine had no memory left" : ""
        return
            "the process that read the ledger was stopped from outside by signal \(signal)\(name) before it was done\(cause). Nothing was found out about the ledger: run it again"
    }

    /// Signals by which a process ends at what it reads or does itself, by their numbers on Linux.
    private static let crashes: [Int32: String] = [
        4: "SIGILL", 5: "SIGTRAP", 6: "SIGABRT", 7: "SIGBUS", 8: "SIGFPE", 11: "SIGSEGV",
    ]

    /// The names of some others, that come from outside.
    private static let stops: [Int32: String] = [
        1: "SIGHUP", 2: "SIGINT", 3: "SIGQUIT", 9: "SIGKILL", 15: "SIGTERM", 24: "SIGXCPU", 25: "SIGXFSZ",
    ]
}

/// What a job found: one JSON object.
public struct JSONReport: Sendable {
    public let bytes: [UInt8]
}

/// Parts bytes into lines.
struct Lines {
    private var rest: [UInt8] = []

    /// The lines that these bytes complete, without their line feeds.
    mutating func add(_ bytes: [UInt8]) -> [[UInt8]] {
        rest += bytes
        var lines = rest.split(separator: 0x0A, omittingEmptySubsequences: false).map(Array.init)
        rest = lines.popLast() ?? []
        return lines
    }
}

extension JobRunner.Outcome {
    /// The answer that ends a check: `verified`, and what was found or what is wrong.
    public var answer: [UInt8] {
        var writer = JSONWriter()
        writer.object { writer in
            switch self {
            case .done(let report):
                writer.member("verified", true)
                for (key, value) in (try? JSONDocument(report.bytes).root)?.members.map({ ($0.key, $0.value) }) ?? [] {
                    writer.key(key.string ?? "")
                    writer.raw(value.text)
                }
            case .fault(let fault):
                writer.member("verified", false)
                writer.member("position", fault.position)
                writer.member("reason", fault.reason)
                writer.member("log", fault.log.rawValue)
            case .failure(let reason):
                writer.member("verified", false)
                writer.member("failure", reason)
            }
        }
        return writer.bytes
    }
}
