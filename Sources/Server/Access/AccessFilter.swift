import Access
import Events
import Hummingbird
import Ledger
import Views
import Wire

/// What of the ledger one visitor may see, while one answer is made. Counts what the answer leaves out.
final class AccessFilter {
    private let desk: Desk
    private let visitor: Visitor
    let note: VisitNote
    private let today: Day
    private var known: [Subject: Visibility] = [:]
    /// What was asked for last: the events of a case stand together.
    private var last: (subject: Subject, visibility: Visibility)?
    /// Events left out.
    private(set) var leftOut = 0

    init(_ desk: Desk, _ visitor: Visitor, _ note: VisitNote) async throws {
        self.desk = desk
        self.visitor = visitor
        self.note = note
        today = London.day(of: desk.clock())
        try await desk.views.reach(desk.ledger.head.size)
        try desk.cases.catchUp(desk)
    }

    /// Which policy this was worked out by.
    var generation: UInt64 { visitor.generation }

    func visibility(of subject: Subject) throws -> Visibility {
        if let last, last.subject == subject { return last.visibility }
        let visibility = try known[subject] ?? workedOut(subject)
        last = (subject, visibility)
        return visibility
    }

    private func workedOut(_ subject: Subject) throws -> Visibility {
        let found = try visitor.principal.visibility(
            of: subject, by: visitor.right, teams: { try desk.cases.teams(of: subject, desk) },
            restriction: try desk.cases.restriction(of: subject, on: today, desk),
            breakingGlass: visitor.breakGlass != nil)
        known[subject] = found
        if found == .brokenGlass { note.looks(at: subject, brokeGlass: true) }
        return found
    }

    func sees(_ subject: Subject) throws -> Bool {
        switch try visibility(of: subject) {
        case .visible, .brokenGlass: true
        case .outOfReach, .restricted: false
        }
    }

    /// Whether an event may stand in an answer; where not, it is counted as left out.
    func admits(_ event: Event) throws -> Bool {
        let attributes = event.attributes
        return try admits(
            attributes.subject, isOfLedger: Posting.isLedgerSource(attributes.source), concerns: attributes.concerns)
    }

    func admits(_ event: RecordedEvent) throws -> Bool {
        try admits(event.subject, isOfLedger: event.header.isOfLedger, concerns: event.header.concerns)
    }

    private func admits(_ subject: Subject, isOfLedger: Bool, concerns: @autoclosure () -> [Subject]) throws -> Bool {
        // What the ledger says of a case in its own name, as that it was disposed of, is for whoever may see the case, and for
        // nobody else.
        let cases = isOfLedger ? concerns() : []
        if try cases.isEmpty ? sees(subject) : cases.contains(where: sees) { return true }
        leftOut += 1
        return false
    }

    /// Whether lines about a subject may stand in an answer across cases; where not, they are counted as left out.
    func admits(_ count: Int, of subject: Subject) throws -> Bool {
        guard count > 0, try !sees(subject) else { return true }
        leftOut += count
        return false
    }

    /// Counts so many more as left out.
    func leavesOut(_ count: Int) { leftOut += count }

    /// Forgets what was counted since so many were left out.
    func leavesOutOnly(_ count: Int) { leftOut = count }

    /// Does something of which nothing is shown, so that what it leaves out is not counted.
    func uncounted<Result>(_ work: () async throws -> Result) async rethrows -> Result {
        let before = leftOut
        defer { leftOut = before }
        return try await work()
    }

    /// Lets the visitor at one subject's record, or refuses; either way the look is noted.
    ///
    /// - Parameter position: the event that was asked for, where the question names no subject: then the refusal names none
    ///   either, as whoever may see one case would learn from positions which others there are.
    func open(_ subject: Subject, _ context: Context, at position: Position? = nil) throws {
        note.looks(at: subject)
        switch try visibility(of: subject) {
        case .visible, .brokenGlass: return
        case .outOfReach:
            throw desk.refuse(
                context, visitor.right.rawValue,
                "The right to \(visitor.right.rawValue) that \(visitor.principal.name) has does not reach \(position.map { "the event at position \($0)" } ?? "\(subject)"); ask who runs this ledger."
            )
        case .restricted:
            throw desk.refuse(
                context, visitor.right.rawValue,
                "\(position.map { "The record of the event at position \($0)" } ?? "\(subject)") is restricted to named people. Who must see it all the same, and may, gives the reason in Daybook-Break-Glass; that is recorded.",
                restricted: true)
        }
    }

    /// Notes what an answer about one subject shows, and the basis it rests on.
    func shows(_ count: Int, of subject: Subject, _ basis: Basis) {
        note.shows(count, of: subject)
        note.rests(on: basis.size, leavingOut: leftOut)
    }

    /// Notes the events of an answer, each as a look at its subject.
    ///
    /// - Parameter subjects: of the events, one for each.
    func shows(_ subjects: some Sequence<Subject>) {
        var same: (subject: Subject, count: Int)?
        // Those of one subject mostly follow each other.
        for subject in subjects {
            if same?.subject == subject {
                same?.count += 1
            } else {
                if let same { note.shows(same.count, of: same.subject) }
                same = (subject, 1)
            }
        }
        if let same { note.shows(same.count, of: same.subject) }
    }
}
