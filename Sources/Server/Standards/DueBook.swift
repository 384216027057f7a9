import Events
import Ledger
import Practice
import Standards
import Views
import Wire

/// What is due and overdue of all cases, workers, teams and services, by the packs that are asked about: kept in memory, brought up to date with what
/// has been posted since, made anew each day.
actor DueBook {
    private var sheets: [String: DueSheet] = [:]
    /// Updates under way for which somebody waits.
    private var updates: [String: SharedWork<DueSheet>] = [:]
    /// Updates under way for which nobody waits.
    private var unhurried: [String: Task<DueSheet, any Error>] = [:]
    /// Sheets that nobody has waited for to the end.
    private var drafts: [String: DueDraft] = [:]
    /// Counts how often everything was let go of: what was worked out before must not come back.
    private var generation = 0

    /// Packs whose sheets are kept: those of which somebody has had one.
    private(set) var packs: Set<String> = []

    /// Events that those to be judged anew are judged by, at most, for a question to wait for them: more take longer than a list should.
    private static let quickEvents: UInt64 = 800
    /// Events posted since, at most, for a question to look whom they touch.
    private static let quickGap: UInt64 = 2_000

    /// Has the sheets of these packs kept, though nobody has asked yet.
    func keep(_ ids: [String]) { packs.formUnion(ids) }

    /// Lets go of everything, as some of it may be erased now.
    func forget() {
        sheets = [:]
        drafts = [:]
        generation += 1
    }

    /// The sheet of a pack as of now, with all that has been posted; or, where it would take long to take that in, as it
    /// stands, and how many events it lacks.
    func present(of engine: PackEngine, _ desk: Desk) async throws -> (sheet: DueSheet, behind: UInt64) {
        let size = desk.ledger.head.size
        if let sheet = sheets[engine.pack.id], sheet.day == desk.today, sheet.basis.size < size {
            let gap = size - sheet.basis.size
            guard gap <= Self.quickGap else { return (sheet, gap) }
            let question = StandardsQuestion(desk, engine, .computed, try await desk.presentBasis(), asAt: sheet.day)
            var events: UInt64 = 0
            for subject in try desk.subjectsChanged(since: sheet, question) {
                events += UInt64(try await desk.positions(judging: subject, by: question).count)
            }
            guard events <= Self.quickEvents else { return (sheet, gap) }
        }
        return (try await sheet(of: engine, desk), 0)
    }

    /// The sheet of a pack as of now; whoever has just posted finds it in there.
    func sheet(of engine: PackEngine, _ desk: Desk) async throws -> DueSheet {
        let size = desk.ledger.head.size
        let id = engine.pack.id
        while true {
            if let sheet = sheets[id], sheet.basis.size >= size, sheet.day == desk.today,
                sheet.outdated(at: desk.clock()).isEmpty
            {
                return sheet
            }
            // Who has left begins nothing.
            try Task.checkCancellation()
            let update = updates[id] ?? begin(engine, desk)
            do { _ = try await update.value() } catch is CancellationError where update.isCancelled && !Task.isCancelled {
                // All who waited had left just before.
            }
        }
    }

    /// Begins an update that puts what it has made in its place by itself. To wait for one that has ended does not give way
    /// to others: were its end left to one of those who wait, another could wait again and again, and hold it off for ever.
    private func begin(_ engine: PackEngine, _ desk: Desk) -> SharedWork<DueSheet> {
        let id = engine.pack.id
        // What is made beside posts would be made twice.
        unhurried[id]?.cancel()
        let update = SharedWork(
            Task {
                defer { updates[id] = nil }
                let known = generation
                let sheet = try await Self.update(try await start(of: engine, desk), engine, desk, .atOnce)
                keep(sheet, id, known)
                packs.insert(id)
                return sheet
            })
        updates[id] = update
        return update
    }

    /// The kept sheet where it is just that of a size and day; nil where it is another.
    func sheet(of engine: PackEngine, at size: UInt64, _ day: Day) -> DueSheet? {
        sheets[engine.pack.id].flatMap { $0.basis.size == size && $0.day == day ? $0 : nil }
    }

    /// Brings a kept sheet up to date without haste; leaves it to those who wait for it where there are any.
    func keepUp(_ engine: PackEngine, _ desk: Desk) async throws {
        let id = engine.pack.id
        if let before = sheets[id], before.basis.size == desk.ledger.head.size, before.day == desk.today,
            before.outdated(at: desk.clock()).isEmpty
        {
            return
        }
        guard updates[id] == nil else { return }
        let known = generation
        let update = Task { try await Self.update(try await start(of: engine, desk), engine, desk, .besidePosts) }
        unhurried[id] = update
        defer { unhurried[id] = nil }
        do {
            let sheet = try await withTaskCancellationHandler {
                try await update.value
            } onCancel: {
                update.cancel()
            }
            keep(sheet, id, known)
        } catch is CancellationError where !Task.isCancelled {
            // Somebody waits, and another update makes it at once.
        }
    }

    /// Takes a sheet in, unless a newer one is there, or it was begun before everything was let go of.
    private func keep(_ sheet: DueSheet, _ id: String, _ known: Int) {
        guard known == generation else { return }
        if let present = sheets[id], (present.day, present.basis.size) > (sheet.day, sheet.basis.size) { return }
        sheets[id] = sheet
        drafts[id] = nil
    }

    /// What an update goes on from.
    private enum Start {
        /// A whole sheet of the day.
        case sheet(DueSheet)
        case draft(DueDraft)
    }

    private func start(of engine: PackEngine, _ desk: Desk) async throws -> Start {
        let id = engine.pack.id
        let basis = try await desk.presentBasis()
        let day = desk.today
        if let sheet = sheets[id], sheet.day == day { return .sheet(sheet) }
        if let draft = drafts[id], draft.day == day { return .draft(draft) }
        let draft = DueDraft(basis, day)
        drafts[id] = draft
        return .draft(draft)
    }

    /// Judges those who have changed since a sheet was made, or those whom a draft lacks. Not where the sheets are kept: who asks
    /// for another must not wait for this one.
    @concurrent
    private static func update(
        _ start: Start, _ engine: PackEngine, _ desk: Desk, _ pace: StandardsSweep.Pace
    ) async throws -> DueSheet {
        switch start {
        case .draft(let draft):
            let question = StandardsQuestion(desk, engine, .computed, draft.basis, asAt: draft.day)
            let missing = draft.missing(of: try desk.subjects(judgedBy: question))
            _ = try await StandardsSweep(desk, question, pace: pace).run(missing) { draft.take(DueSubject($0), of: $0.subject) }
            return DueSheet(draft.dues, of: question)
        case .sheet(let before):
            let question = StandardsQuestion(desk, engine, .computed, try await desk.presentBasis(), asAt: before.day)
            let changed = try desk.subjectsChanged(since: before, question).union(before.outdated(at: desk.clock()))
            let judged = try await StandardsSweep(desk, question, pace: pace).run(Array(changed)) { DueSubject($0) }
            return DueSheet(before, with: judged, basis: question.basis)
        }
    }
}

extension Desk {
    /// The ledger as it stands, once the views have reached it.
    func presentBasis() async throws -> Basis {
        let head = ledger.head
        try await views.reach(head.size)
        return Basis(size: head.size, root: head.root, recordedTime: head.recordedTime)
    }
}
