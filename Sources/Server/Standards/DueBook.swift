import Events
import Ledger
import Practice
import Standards
import Telemetry
import Views
import Wire

/// What is due and overdue in all cases, by the packs that are asked about: kept in memory, brought up to date with what
/// has been posted since, made anew each day.
actor DueBook {
    private var sheets: [String: DueSheet] = [:]
    private var updates: [String: Task<DueSheet, any Error>] = [:]
    /// Updates under way for which nobody waits.
    private var unhurried: [String: Task<DueSheet, any Error>] = [:]
    /// Counts how often everything was let go of: what was worked out before must not come back.
    private var generation = 0

    /// Packs whose sheets are kept: those that somebody has asked about.
    private(set) var packs: Set<String> = []

    /// Events of the cases to be judged anew, at most, for a question to wait for them: more take longer than a list should.
    private static let quickEvents: UInt64 = 800
    /// Events posted since, at most, for a question to look which cases they touch.
    private static let quickGap: UInt64 = 2_000

    /// Has the sheets of these packs kept, though nobody has asked yet.
    func keep(_ ids: [String]) { packs.formUnion(ids) }

    /// Lets go of everything, as some of it may be erased now.
    func forget() {
        sheets = [:]
        generation += 1
    }

    /// The sheet of a pack as of now, with all that has been posted; or, where it would take long to take that in, as it
    /// stands, and how many events it lacks.
    func present(of engine: PackEngine, _ desk: Desk) async throws -> (sheet: DueSheet, behind: UInt64) {
        let size = desk.ledger.head.size
        if let sheet = sheets[engine.pack.id], sheet.day == desk.today, sheet.basis.size < size {
            let gap = size - sheet.basis.size
            guard gap <= Self.quickGap else { return (sheet, gap) }
            let changed = try desk.casesChanged(since: sheet, at: try await desk.presentBasis())
            var events: UInt64 = 0
            for subject in changed { events += try desk.ledger.version(of: subject) }
            guard events <= Self.quickEvents else { return (sheet, gap) }
        }
        return (try await sheet(of: engine, desk), 0)
    }

    /// The sheet of a pack as of now; whoever has just posted finds it in there.
    func sheet(of engine: PackEngine, _ desk: Desk) async throws -> DueSheet {
        let size = desk.ledger.head.size
        let id = engine.pack.id
        packs.insert(id)
        while true {
            if let sheet = sheets[id], sheet.basis.size >= size, sheet.day == desk.today,
                sheet.outdated(at: desk.clock()).isEmpty
            {
                return sheet
            }
            let update = updates[id] ?? begin(engine, desk)
            do {
                _ = try await withTaskCancellationHandler {
                    try await update.value
                } onCancel: {
                    update.cancel()
                }
            } catch is CancellationError where update.isCancelled && !Task.isCancelled {
                // Another that waited was cut off, and the update with it.
            }
        }
    }

    /// Begins an update that puts what it has made in its place by itself. To wait for one that has ended does not give way
    /// to others: were its end left to one of those who wait, another could wait again and again, and hold it off for ever.
    private func begin(_ engine: PackEngine, _ desk: Desk) -> Task<DueSheet, any Error> {
        let id = engine.pack.id
        // What is made beside posts would be made twice.
        unhurried[id]?.cancel()
        let update = Task {
            defer { updates[id] = nil }
            let (before, known) = (sheets[id], generation)
            let sheet = try await Self.update(before, engine, desk, .atOnce)
            keep(sheet, id, known)
            return sheet
        }
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
        let before = sheets[id]
        if let before, before.basis.size == desk.ledger.head.size, before.day == desk.today,
            before.outdated(at: desk.clock()).isEmpty
        {
            return
        }
        guard updates[id] == nil else { return }
        let known = generation
        let update = Task { try await Self.update(before, engine, desk, .besidePosts) }
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
    }

    /// Judges anew the cases that have changed since `before`, or all of them on another day.
    private static func update(
        _ before: DueSheet?, _ engine: PackEngine, _ desk: Desk, _ pace: CaseSweep.Pace
    ) async throws -> DueSheet {
        let basis = try await desk.presentBasis()
        let day = desk.today
        let sweep = CaseSweep(desk: desk, engine: engine, basis: basis, asAt: day, pace: pace)
        guard let before, before.day == day else {
            let cases = try await sweep.run(try desk.ledger.subjects(.case)) { DueCase($0) }
            desk.metrics.judged.add(UInt64(cases.count))
            return DueSheet(cases.compactMap(\.picked), basis: basis, day: day)
        }
        let changed = try desk.casesChanged(since: before, at: basis)
            .union(before.outdated(at: desk.clock()))
        let judged = try await sweep.run(Array(changed)) { DueCase($0) }
        desk.metrics.judged.add(UInt64(judged.count))
        return DueSheet(before, with: judged.map { ($0.subject, $0.picked) }, basis: basis)
    }
}

extension Desk {
    /// The ledger as it stands, once the views have reached it.
    func presentBasis() async throws -> Basis {
        let head = ledger.head
        try await views.reach(head.size)
        return Basis(size: head.size, root: head.root, recordedTime: head.recordedTime)
    }

    /// The cases that events posted since a sheet was made are of, or also concern, those whose entries these put right, and those
    /// whose worker is in another team by what these tell.
    func casesChanged(since sheet: DueSheet, at basis: Basis) throws -> Set<Subject> {
        guard sheet.basis.size < basis.size else { return [] }
        let touched = try ledger.touched(by: sheet.basis.size..<basis.size)
        var changed = touched.subjects.union(try subjects(correctedBy: touched.corrections)).filter { $0.kind == .case }
        changed.formUnion(try casesNamed(since: sheet.basis.size, below: basis.size))
        let teams = TeamsTold(self, basis, asAt: sheet.day)
        let workers = try touched.actors.union(touched.subjects.filter { $0.kind == .worker }.map(\.ref))
            .union(teams.named(since: sheet.basis.size))
        for (worker, cases) in sheet.restingOn(workers) {
            let team = try teams.history(of: worker).at(London.end(of: sheet.day))
            for due in cases where due.responsible.contains(where: { $0.worker == worker && $0.restsOnWorker && $0.told != team })
            {
                changed.insert(due.subject)
            }
        }
        return changed
    }

    /// The cases that events on other subjects name in their data, from a position on.
    private func casesNamed(since size: UInt64, below end: UInt64) throws -> Set<Subject> {
        let last = size == 0 ? nil : Position(size - 1)
        var found: Set<Subject> = []
        for type in Event.typesNamingCases {
            let events = try ledger.events(at: views.positions(type: type, after: last, below: end, limit: .max))
            found.formUnion(events.flatMap(\.casesNamed).compactMap { Subject(kind: .case, ref: $0) })
        }
        return found
    }

    /// Whose entries some corrections put right, though they stand elsewhere; whom these entries also concern or name; and theirs
    /// who were put right by these before.
    func subjects(correctedBy corrections: [Position]) throws -> Set<Subject> {
        var found: Set<Subject> = []
        var seen = Set(corrections)
        var wave = try ledger.events(at: corrections)
        while !wave.isEmpty {
            let named = try wave.flatMap(\.references).compactMap { try ledger.position(of: .init($0)) }
            wave = try ledger.events(at: named.filter { seen.insert($0).inserted })
            for event in wave {
                found.insert(event.attributes.subject)
                found.formUnion(event.attributes.concerns)
                found.formUnion(event.casesNamed.compactMap { Subject(kind: .case, ref: $0) })
            }
        }
        return found
    }
}
