import Events
import Ledger
import Practice
import Standards
import Views
import Wire

/// What is due and overdue in all cases, by the packs that are asked about: kept in memory, brought up to date with what
/// has been posted since, made anew each day.
actor DueBook {
    /// The state of one pack.
    struct Sheet: Sendable {
        let basis: Basis
        let day: Day
        fileprivate(set) var cases: [Subject: [DueItem]]
    }

    private var sheets: [String: Sheet] = [:]
    private var updates: [String: Task<Sheet, any Error>] = [:]
    /// How often everything was let go of: what was begun before may hold what has been erased since.
    private var forgotten = 0

    /// Packs that somebody has asked about.
    var packs: [String] { sheets.keys.sorted() }

    /// Lets go of everything, as some of it may be erased now.
    func forget() {
        sheets = [:]
        forgotten += 1
    }

    /// The sheet of a pack as of now; whoever has just posted finds it in there.
    func sheet(of engine: PackEngine, _ desk: Desk) async throws -> Sheet {
        let size = desk.ledger.head.size
        let id = engine.pack.id
        while true {
            // Each time round it is today: an update may run across midnight.
            if let sheet = sheets[id], sheet.basis.size >= size, sheet.day == desk.today { return sheet }
            let update = updates[id] ?? begin(id, engine, desk)
            _ = try await update.value
        }
    }

    /// Begins an update that puts what it has made in its place by itself. To wait for one that has ended does not give way
    /// to others: were its end left to one of those who wait, another could wait again and again, and hold it off for ever.
    private func begin(_ id: String, _ engine: PackEngine, _ desk: Desk) -> Task<Sheet, any Error> {
        let update = Task {
            defer { updates[id] = nil }
            let (before, forgotten) = (sheets[id], self.forgotten)
            let sheet = try await Self.update(before, engine, desk)
            if self.forgotten == forgotten { sheets[id] = sheet }
            return sheet
        }
        updates[id] = update
        return update
    }

    /// Judges anew the cases that have changed since `before`, or all of them on another day.
    private static func update(_ before: Sheet?, _ engine: PackEngine, _ desk: Desk) async throws -> Sheet {
        let basis = try await desk.presentBasis()
        let day = desk.today
        let isSameDay = before?.day == day
        let subjects =
            isSameDay ? try desk.casesChanged(since: before?.basis.size ?? 0, below: basis.size) : try desk.ledger.subjects(.case)
        let items = try await CaseSweep(desk: desk, engine: engine, basis: basis, asAt: day).run(subjects) { judged in
            judged.findings.compactMap { DueItem($0, of: judged, asAt: day) }
        }
        var sheet = Sheet(basis: basis, day: day, cases: isSameDay ? before?.cases ?? [:] : [:])
        for (subject, items) in items { sheet.cases[subject] = items.isEmpty ? nil : items }
        return sheet
    }
}

extension Desk {
    /// The ledger as it stands, once the views have reached it.
    func presentBasis() async throws -> Basis {
        let head = ledger.head
        try await views.reach(head.size)
        return Basis(size: head.size, root: head.root, recordedTime: head.recordedTime)
    }

    /// Events looked at in one go.
    private static let stretch = 2_000

    /// The cases that events from `size` on are of, or also concern.
    func casesChanged(since size: UInt64, below end: UInt64) throws -> [Subject] {
        var changed: Set<Subject> = []
        var next = size
        while next < end {
            let events = try ledger.events(from: Position(next), limit: min(Self.stretch, Int(end - next)))
            guard let last = events.last else { break }
            for event in events { changed.formUnion([event.attributes.subject] + event.attributes.concerns) }
            next = last.position.rawValue + 1
        }
        return changed.filter { $0.kind == .case }
    }
}
