import Access
import HTTPTypes
import Hummingbird
import JSON
import Ledger
import LedgerJobs
import NIOCore
import ServiceLifecycle
import Synchronization
import Views
import Wire

/// Work on the whole ledger that takes long: checking it, backing it up, exporting it. Each runs in a process of its own,
/// and is answered with a stream of server-sent events: how far it is, and last what came of it. No content.
struct JobRoutes {
    let desk: Desk
    /// Whether a job runs: one at a time, as each takes what the disk and the processors can give.
    private let underWay = UnderWay()

    init(desk: Desk) { self.desk = desk }

    func add(to router: Router<Context>) {
        router.get("/v1/log/verify") { try await verify($0, $1, book: false) }
        router.get("/v1/visitors/log/verify") { try await verify($0, $1, book: true) }
        router.post("/v1/backup", use: backUp)
        router.post("/v1/log/export", use: export)
    }

    private func verify(_ request: Request, _ context: Context, book: Bool) async throws -> Response {
        let rights = book ? [Right.operate, .visitors] : [.operate]
        let asked = try Asked(desk, request, context, rights)
        if book {
            context.visit.isOfTheBook()
            context.visit.looks(at: .ledger)
        }
        let query = QueryReader(request, allowed: ["since", "only_tree", "key"])
        var job = job(.check, of: book ? desk.book.ledger : desk.ledger)
        if book {
            job.log = .visitors
            job.bookOf = desk.ledger.settings.directory
        }
        if let since = try query.text("since") { job.since.append((CheckSettings.KeptCheckpoint.given, since)) }
        if let key = try query.text("key") { job.verifierKey = key }
        switch try query.text("only_tree") {
        case nil, "false": break
        case "true": job.onlyTree = true
        case let other?: throw Problem.badQuery("only_tree is true or false, not \"\(other)\".")
        }
        return try stream(job, asked)
    }

    private func backUp(_ request: Request, context: Context) async throws -> Response {
        let asked = try Asked(desk, request, context, [.operate])
        // Sealed or not, a copy of everything leaves the ledger.
        context.visit.looks(at: .ledger)
        let query = QueryReader(request, allowed: ["directory", "keys_directory"])
        var job = job(.backUp, of: desk.ledger)
        job.target = try directory("directory", query)
        job.apart = ownDirectories
        job.visitors = visitors()
        if try query.text("keys_directory") != nil { job.keysDirectory = try directory("keys_directory", query) }
        return try stream(job, asked)
    }

    private func export(_ request: Request, context: Context) async throws -> Response {
        let asked = try Asked(desk, request, context, [.operate])
        // Sealed or not, a copy of everything leaves the ledger.
        context.visit.looks(at: .ledger)
        var job = job(.export, of: desk.ledger)
        job.target = try directory("directory", QueryReader(request, allowed: ["directory"]))
        job.apart = ownDirectories
        return try stream(job, asked)
    }

    private func directory(_ name: String, _ query: QueryReader) throws(Problem) -> String {
        guard let path = try query.text(name) else {
            throw .badQuery("Give \(name): the directory to be made, as the daemon sees it.")
        }
        guard path.hasPrefix("/"), !path.utf8.contains(0) else {
            throw .badQuery("\(name) begins with a slash: the daemon does not stand where you stand.")
        }
        return path
    }

    /// What belongs to the ledger beside its own directory.
    private var ownDirectories: [String] {
        [desk.book.ledger.settings.directory, desk.views.directory, desk.book.views.directory]
    }

    /// The visitors' book, to be copied with the ledger.
    private func visitors() -> LedgerJob.Visitors {
        let settings = desk.book.ledger.settings
        var visitors = LedgerJob.Visitors(directory: settings.directory)
        visitors.masterKeyFile = settings.masterKeyFile
        visitors.verifierKey = desk.book.ledger.verifierKey
        // Where nobody named key files, the daemon made them beside the book, and copies them only with its own: whoever
        // copies the book without them must hear of them.
        if settings.keepsOwnKeys, !desk.ledger.settings.keepsOwnKeys { visitors.keyFiles = settings.directory + "/keys" }
        return visitors
    }

    private func job(_ kind: LedgerJob.Kind, of ledger: Ledger) -> LedgerJob {
        let settings = ledger.settings
        var job = LedgerJob(kind, directory: settings.directory)
        job.masterKeyFile = settings.masterKeyFile
        job.verifierKey = ledger.verifierKey
        if kind == .check, let note = ledger.keptCheckpoint() { job.since = [(settings.checkpointFile, note)] }
        return job
    }

    private func stream(_ job: LedgerJob, _ asked: Asked) throws -> Response {
        guard let place = UnderWay.Place(underWay) else {
            throw Problem(409, "job-under-way", "The ledger is being checked, copied or exported already; wait for that to end.")
        }
        let body = ResponseBody { writer in
            defer { place.giveBack() }
            var writer = writer
            var last = ContinuousClock.now - Self.pause
            for try await step in asked.steps(of: job) {
                switch step {
                case .ended(let outcome): try await writer.write(Self.event(outcome.answer))
                case .progress(let part, let done, let total):
                    // A daemon that stops does not wait for it.
                    if Task.isShuttingDownGracefully { throw CancellationError() }
                    guard ContinuousClock.now - last >= Self.pause else { continue }
                    last = .now
                    try await writer.write(Self.progress(part, done, total))
                }
            }
            try await writer.finish(nil)
        }
        return Response(status: .ok, headers: [.contentType: "text/event-stream", .cacheControl: "no-store"], body: body)
    }

    /// Between two messages of how far it is, at least.
    private static let pause = Duration.milliseconds(100)

    private static func progress(_ part: String, _ done: UInt64, _ total: UInt64) -> ByteBuffer {
        var line = JSONWriter()
        line.object { line in
            line.member("part", part)
            line.member("done", done)
            line.member("total", total)
        }
        return event(line.bytes)
    }

    private static func event(_ json: [UInt8]) -> ByteBuffer { ByteBuffer(bytes: Array("data: ".utf8) + json + [0x0A, 0x0A]) }
}

/// Who asked for a job, and whether they still may.
private struct Asked {
    let desk: Desk
    let request: Request
    let context: Context
    /// Any of these.
    let rights: [Right]
    private let generation: UInt64

    init(_ desk: Desk, _ request: Request, _ context: Context, _ rights: [Right]) throws(Problem) {
        (self.desk, self.request, self.context, self.rights) = (desk, request, context, rights)
        generation = try desk.admit(request, context, toAny: rights).generation
    }

    /// What the job tells, until it ends or the right to it is gone.
    func steps(of job: LedgerJob) -> AsyncThrowingStream<JobRunner.Step, any Error> {
        AsyncThrowingStream { continuation in
            let work = Task {
                do {
                    for try await step in JobRunner().steps(job) { continuation.yield(step) }
                    continuation.finish()
                } catch { continuation.finish(throwing: error) }
            }
            let watch = Task {
                guard await isRevoked() else { return }
                continuation.yield(.ended(.failure(Self.revoked)))
                continuation.finish()
            }
            continuation.onTermination = { _ in
                work.cancel()
                watch.cancel()
            }
        }
    }

    private static let revoked =
        "the right to ask for this was taken away while it was under way, and it was ended; what it had made is not whole: remove it"

    /// Waits until a policy is in force by which the visitor may not ask for the job; the book is told. False where nobody waits
    /// any more.
    private func isRevoked() async -> Bool {
        var generation = generation
        while (try? await desk.policy.changed(after: generation)) != nil {
            var again = context
            again.visit = VisitNote()
            do {
                generation = try desk.admit(request, again, toAny: rights).generation
            } catch {
                // Whether the book takes it or not: what is under way must end.
                try? await desk.enter(again.visit.snapshot, request, again)
                return true
            }
        }
        return false
    }
}

/// Whether something is under way.
private final class UnderWay: Sendable {
    private let state = Mutex(false)

    /// The one place there is. Given back when the work ends, and also where an answer is dropped before it began: then
    /// nobody holds this any more.
    final class Place: Sendable {
        private let underWay: UnderWay
        private let isHeld = Mutex(true)

        /// Nil if it is taken.
        init?(_ underWay: UnderWay) {
            self.underWay = underWay
            let isTaken = underWay.state.withLock { isTaken in
                defer { isTaken = true }
                return isTaken
            }
            if isTaken {
                isHeld.withLock { $0 = false }
                return nil
            }
        }

        func giveBack() {
            let wasHeld = isHeld.withLock { isHeld in
                defer { isHeld = false }
                return isHeld
            }
            if wasHeld { underWay.state.withLock { $0 = false } }
        }

        deinit { giveBack() }
    }
}
