import Events
import JSON
import Practice
import Standards
import Wire

/// What is due and overdue by one pack of all open cases, workers, teams and services, at one basis and day: the longest overdue
/// first, those equally late in the order of whom they are about.
struct DueSheet: Sendable {
    let basis: Basis
    let day: Day
    /// By number; nil for those that have nothing any more.
    private var subjects: [DueSubject?]
    private var numbers: [Subject: Int]
    private var lines: [Line]

    /// One item, small enough that all can be looked through for each question.
    private struct Line {
        /// Microseconds: the last moment in time.
        let end: Int64
        let place: Int32
        private let item: Int32

        init(_ item: DueSubject.Item, _ number: Int, place: Int) {
            end = item.due.end.microseconds
            self.place = Int32(truncatingIfNeeded: place)
            self.item = Int32(truncatingIfNeeded: number) << 1 | (item.isOverdue ? 1 : 0)
        }

        var isOverdue: Bool { item & 1 == 1 }
        var number: Int { Int(item >> 1) }
    }

    /// A sheet of everybody and everything.
    init(_ all: [DueSubject], of question: StandardsQuestion) {
        basis = question.basis
        day = question.asAt
        let sorted = all.sorted { $0.subject.description < $1.subject.description }
        subjects = sorted
        numbers = Dictionary(uniqueKeysWithValues: sorted.enumerated().map { ($1.subject, $0) })
        lines = sorted.indices.flatMap { place in Self.lines(of: sorted[place], at: place) }
        lines.sort { a, b in
            a.end != b.end ? a.end < b.end : a.place != b.place ? a.place < b.place : a.number < b.number
        }
    }

    /// The sheet that follows `before` on the same day, with some judged anew.
    ///
    /// - Parameter judged: those; nil for those of whom nothing is due any more.
    init(_ before: DueSheet, with judged: [(subject: Subject, picked: DueSubject?)], basis: Basis) {
        self.basis = basis
        day = before.day
        subjects = before.subjects
        numbers = before.numbers
        var changed: Set<Int32> = []
        var added: [Line] = []
        for (subject, due) in judged {
            let place = numbers[subject] ?? subjects.count
            if place == subjects.count { subjects.append(nil) }
            numbers[subject] = place
            subjects[place] = due
            changed.insert(Int32(truncatingIfNeeded: place))
            if let due { added += Self.lines(of: due, at: place) }
        }
        lines = []
        lines.reserveCapacity(before.lines.count + added.count)
        // The names of all, so that those that came later stand among the others.
        let names = subjects.map { $0?.subject.description ?? "" }
        func isBefore(_ a: Line, _ b: Line) -> Bool {
            guard a.end == b.end else { return a.end < b.end }
            return a.place != b.place ? names[Int(a.place)] < names[Int(b.place)] : a.number < b.number
        }
        added.sort(by: isBefore)
        var next = 0
        for line in before.lines where !changed.contains(line.place) {
            while next < added.count, isBefore(added[next], line) {
                lines.append(added[next])
                next += 1
            }
            lines.append(line)
        }
        lines += added[next...]
    }

    private static func lines(of due: DueSubject, at place: Int) -> [Line] {
        due.items.indices.map { Line(due.items[$0], $0, place: place) }
    }

    /// Those whose team rests on what is told of one of these workers, by worker.
    func restingOn(_ workers: Set<String>) -> [String: [DueSubject]] {
        var found: [String: [DueSubject]] = [:]
        for due in subjects {
            for one in due?.responsible ?? [] where one.restsOnWorker {
                guard let due, let worker = one.worker, workers.contains(worker) else { continue }
                found[worker, default: []].append(due)
            }
        }
        return found
    }

    /// Those of whom something has fallen due since they were judged, though nothing was posted.
    func outdated(at now: Instant) -> Set<Subject> {
        var found: Set<Subject> = []
        for due in subjects { if let due, let changes = due.changes, changes < now { found.insert(due.subject) } }
        return found
    }
}

extension DueSheet {
    /// What of a sheet is asked for.
    struct Wish: Sendable {
        /// What is overdue; else what is due at this moment at the latest.
        let until: Instant?
        let team: String?
        let worker: String?

        func wants(_ responsible: Responsible) -> Bool {
            (team.map { $0 == responsible.team } ?? true) && (worker.map { $0 == responsible.worker } ?? true)
        }
    }

    /// An item of a subject.
    struct Found {
        let due: DueSubject
        let number: Int
    }

    /// Of those that somebody may see, but not all that they rest on: which of their items may be told.
    func told(to access: AccessFilter, _ wish: Wish, by engine: PackEngine, _ desk: Desk) async throws -> [Subject: [Bool]] {
        let question = StandardsQuestion(desk, engine, .computed, basis, asAt: day)
        var told: [Subject: [Bool]] = [:]
        for case let due? in subjects where !due.others.isEmpty && due.responsible.contains(where: wish.wants) {
            guard try access.sees(due.subject) else { continue }
            try Task.checkCancellation()
            told[due.subject] = try await due.told(to: access, by: question, desk)
        }
        return told
    }

    /// The items wished for in some places of their order, how many there are, and how many may not be told.
    ///
    /// - Parameters:
    ///   - told: of some which items may be told.
    ///   - admits: whether so many items of a subject may be shown; asked once for each that has some.
    func find(
        _ wish: Wish, in shown: Range<Int>, telling told: [Subject: [Bool]] = [:], admits: (Int, Subject) throws -> Bool
    ) rethrows -> (found: [Found], total: Int, untold: Int) {
        let tellable = told.isEmpty ? [] : subjects.map { due in due.flatMap { told[$0.subject] } }
        func isTold(_ line: Line) -> Bool { tellable.isEmpty || tellable[Int(line.place)]?[line.number] ?? true }
        var untold = 0
        let last = wish.until?.microseconds
        func wants(_ line: Line) -> Bool {
            guard last.map({ !line.isOverdue && line.end <= $0 }) ?? line.isOverdue else { return false }
            guard let due = subjects[Int(line.place)], due.responsible.count > 1 else { return true }
            return wish.wants(due.responsible[due.items[line.number].responsible])
        }
        var counts = subjects.map { due in due?.responsible.contains(where: wish.wants) == true ? 0 : -1 }
        for line in lines where counts[Int(line.place)] >= 0 && wants(line) {
            if isTold(line) { counts[Int(line.place)] += 1 } else { untold += 1 }
        }
        var total = 0
        for (place, due) in subjects.enumerated() where counts[place] > 0 {
            guard let due else { continue }
            if try admits(counts[place], due.subject) { total += counts[place] } else { counts[place] = -1 }
        }
        var found: [Found] = []
        var at = 0
        for line in lines where at < shown.upperBound && counts[Int(line.place)] > 0 && wants(line) && isTold(line) {
            if at >= shown.lowerBound, let due = subjects[Int(line.place)] { found.append(Found(due: due, number: line.number)) }
            at += 1
        }
        return (found, total, untold)
    }
}
