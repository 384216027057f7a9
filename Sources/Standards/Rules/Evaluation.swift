import Events
import JSON
import Practice

/// The judging of one subject: what is worked out on the way is kept until all clauses are judged.
///
/// Where something is not known, a rule is judged twice: leniently, as if all that is unknown spoke for the requirement,
/// and strictly, as if it spoke against it. Where both end alike, what is unknown does not matter; otherwise the finding is
/// that it cannot be told, and why.
final class Evaluation {
    let engine: Engine
    let table: EventTable
    let subject: Subject
    let asAt: Day
    /// What counts as past: what fell due before it and was not answered is missed.
    let horizon: Instant
    let clock: DueClock
    let roles: RoleTree
    let linksAreLoose: Bool
    /// Children that are judged apart; at least one, though it may have no name.
    let childCount: Int
    /// The names of the team: the subject, or the teams of the worker.
    let teamNames: [String]

    /// Whether only what is counted or listed as due is told of each finding.
    var isBrief = false
    /// How what some clauses sum up stands in the whole service; nil where that is not known.
    var breaches: Breaches?
    var isLenient = true
    /// Doubts met since the reading began.
    var doubts: Set<Doubt> = []

    var hitLists: [[Hit]?]
    var periodLists: [Periods?]
    var placementLists: [Placements?]
    /// From when the case is about each child.
    var joiningLists: [Int64?]
    var wordLists: [String: [String]] = [:]
    /// Switches left blank, by the number of the pattern that asks for them.
    var blankLists: [Int: [Finding.BlankSwitch]] = [:]
    var forceEnds: [Int: Int64] = [:]
    /// Whether the record has a frequency at all that cannot be counted: nearly none has, and every turn asks.
    lazy var hasUncountableIntervals = lookForUncountableIntervals()
    /// When each `applies_when` holds, for each child, by its number.
    var appliesLists: [Periods?]
    /// How each event is spoken of, by its place.
    var mentionLists: [Finding.Mention?]
    /// What was found of each clause, by its place among the clauses.
    var results: [[Judged]]

    var parameters: Parameters { engine.parameters }

    convenience init(_ engine: Engine, _ record: Record, of subject: Subject, asAt: Day, now: Instant) {
        self.init(
            engine, EventTable(record, of: subject, types: engine.types, until: London.end(of: asAt), gaps: engine.gaps),
            asAt: asAt, horizon: min(now, London.end(of: asAt)))
    }

    init(_ engine: Engine, _ table: EventTable, asAt: Day, horizon: Instant) {
        self.engine = engine
        self.table = table
        subject = table.subject
        self.asAt = asAt
        self.horizon = horizon
        let parameters = engine.parameters
        var terms: [SchoolTerm]?
        if case .schoolTerms(let set)? = parameters.value("calendar.school_terms", on: asAt) { terms = set }
        clock = DueClock(workingDays: engine.workingDays, schoolTerms: terms)
        var tree: [String: String] = [:]
        if case .roleTree(let set)? = parameters.value("roles.is_a", on: asAt) { tree = set }
        roles = RoleTree(parents: tree)
        // Unless it is forbidden, a link is inferred: sources seldom state one.
        linksAreLoose = parameters.value("links.loose", on: asAt) != .boolean(false)
        childCount = max(table.ownChildren, 1)
        teamNames = Self.teamNames(table)
        hitLists = Array(repeating: nil, count: engine.patterns.count)
        periodLists = Array(repeating: nil, count: engine.conditions.count * (max(table.ownChildren, 1) + 1))
        placementLists = Array(repeating: nil, count: max(table.ownChildren, 1) + 1)
        joiningLists = Array(repeating: nil, count: table.ownChildren)
        appliesLists = Array(repeating: nil, count: engine.expressionCount * (max(table.ownChildren, 1) + 1))
        mentionLists = Array(repeating: nil, count: table.entries.count)
        results = Array(repeating: [], count: engine.compiled.count)
    }

    private static func teamNames(_ table: EventTable) -> [String] {
        switch table.subject.kind {
        case .team:
            var names = [table.subject.ref]
            for place in table.all(.teamFormed) {
                if let name = table.entries[place]["team"]?.string, !names.contains(name) { names.append(name) }
            }
            return names
        case .worker: return table.all(.workerStarted).compactMap { table.entries[$0]["team"]?.string }
        default: return []
        }
    }

    /// Judges all clauses that can be about such a subject.
    func run() {
        judge { engine.compiled[$0].clause.subject == subject.kind }
        if !table.vague.isEmpty { tryMoments() }
    }

    /// Judges the clauses that `wanted` takes, each after those that its results rest on.
    func judge(_ wanted: (Int) -> Bool) {
        for number in engine.order where wanted(number) { results[number] = judge(engine.compiled[number]) }
    }

    /// The two readings of one question.
    func weigh(_ question: () -> Judged) -> Judged {
        isLenient = true
        if !doubts.isEmpty { doubts.removeAll(keepingCapacity: true) }
        let lenient = question()
        guard !doubts.isEmpty else { return lenient }
        let reasons = doubts
        isLenient = false
        doubts.removeAll(keepingCapacity: true)
        let strict = question()
        isLenient = true
        if lenient.status == strict.status { return strict }
        var open = lenient
        open.doubts = Self.inOrder(reasons.union(doubts))
        open.status = open.doubts.allSatisfy(\.isConfiguration) ? .notConfigured : .cannotTell
        open.done = nil
        return open
    }
}
