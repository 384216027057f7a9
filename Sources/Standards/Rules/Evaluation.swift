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
    let asked: Asked
    let asAt: Day
    /// What counts as past: what fell due before it and was not answered is missed.
    let horizon: Instant
    let clock: DueClock
    /// Children that are judged apart; at least one, though it may have no name.
    let childCount: Int
    /// The names of the team: the subject, or the teams of the worker.
    let teamNames: [String]

    /// How much is told of each finding.
    var detail = Engine.Detail.whole
    /// How what some clauses sum up stands in the whole service; nil where that is not known.
    var breaches: Breaches?
    var isLenient = true
    /// Doubts met since the reading began.
    var doubts: Set<Doubt> = []

    var hitLists: [[Hit]?]
    var periodLists: [Periods?]
    var placementLists: [Placements?]
    /// Switches left blank, by the number of the pattern that asks for them.
    var blankLists: [Int: [Finding.BlankSwitch]] = [:]
    var forceEnds: [Int: Int64] = [:]
    /// The first records to say each of the things that tell triggers apart, by the field.
    var identityLists: [String: [Int]] = [:]
    /// Whether the record has a frequency at all that cannot be counted: nearly none has, and every turn asks.
    lazy var hasUncountableIntervals = lookForUncountableIntervals()
    /// From when and until when something may be asked of each child.
    lazy var lives = Lives(table)
    /// When each `applies_when` holds, for each child, by its number.
    var appliesLists: [Periods?]
    /// How each event is spoken of, by its place.
    var mentionLists: [Finding.Mention?]
    /// What became of the triggers of each clause, by its place among the clauses, as far as it was asked for.
    var triggerLists: [Int: TriggersJudged] = [:]
    /// How often a clause was judged again with an event at another moment.
    var momentsTried = 0
    /// How often a record was weighed as the one that comes nearest to what a clause asks for.
    var recordsWeighed = 0
    /// What was found of each clause, by its place among the clauses.
    private(set) var results: [[Judged]]

    var parameters: Parameters { engine.parameters }

    convenience init(_ engine: Engine, _ record: Record, of subject: Subject, _ asked: Asked, asAt: Day, now: Instant) {
        self.init(
            engine, EventTable(record, of: subject, types: engine.types, until: London.end(of: asAt), gaps: engine.gaps),
            asked, asAt: asAt, horizon: min(now, London.end(of: asAt)))
    }

    init(_ engine: Engine, _ table: EventTable, _ asked: Asked, asAt: Day, horizon: Instant) {
        self.engine = engine
        self.asked = asked
        self.table = table
        subject = table.subject
        self.asAt = asAt
        self.horizon = horizon
        clock = DueClock(workingDays: engine.workingDays, schoolTerms: engine.parameters.schoolTerms(by: asAt))
        childCount = max(table.ownChildren, 1)
        teamNames = Self.teamNames(table)
        hitLists = Array(repeating: nil, count: engine.patterns.count)
        periodLists = Array(repeating: nil, count: engine.conditions.count * (max(table.ownChildren, 1) + 1))
        placementLists = Array(repeating: nil, count: max(table.ownChildren, 1) + 1)
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

    /// Judges the clauses that are asked about.
    ///
    /// - Throws: `CancellationError` where nobody waits for it any more.
    func run() throws {
        try judge()
        if !table.vague.isEmpty { try tryMoments() }
    }

    /// The same with each event where the table has it.
    func judge() throws {
        for number in asked.judged {
            set(judge(engine.compiled[number]), for: number)
            // One that was broken off within a clause is not whole.
            try Task.checkCancellation()
        }
    }

    /// Takes in what was found of a clause, and lets go of what was known of it.
    func set(_ found: [Judged], for number: Int) {
        results[number] = found
        triggerLists[number] = nil
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
