import Events

/// What was found of a clause, for one trigger, period or turn.
struct Judged {
    var status: Finding.Status
    /// The place of the triggering event; nil where a period is judged.
    var trigger: Int?
    /// The child; -1 for the whole case.
    var child = -1
    /// The placement, case or other thing that is judged apart.
    var member: String?
    var period = Stretch.always
    /// When the turn of an interval began.
    var base: When?
    var due: Due?
    var done: When?
    /// Places of the events that met it, or that broke it.
    var evidence: [Int] = []
    /// Places of the events by way of which the evidence rests on the trigger.
    var way: [Int] = []
    var links: [InferredPlaces] = []
    /// Members of the set that lack an answer.
    var lacking: [String] = []
    var doubts: [Doubt] = []
    var limit: LimitUsed?
    var note: Finding.Note?
    var count: Finding.Count?
    var measure: Measure?
    var answer: Int?
    /// The latest answer of an auditor where it is too old to count.
    var lapsedAnswer: Int?
    var earlierAnswers: [Int] = []

    init(_ status: Finding.Status) { self.status = status }

    /// What is left of it once what it was about was taken back.
    func takenBack(_ note: Finding.Note) -> Judged {
        var left = Judged(.notApplicable)
        (left.trigger, left.child, left.member, left.period, left.base) = (trigger, child, member, period, base)
        left.note = note
        return left
    }

    /// What puts findings of a clause in order.
    func order(_ table: EventTable) -> Int64 {
        if let base { return base.lo }
        return trigger.map { table.entries[$0].order } ?? period.lo
    }
}

/// A link that no source states, between an answer and the trigger.
struct InferredPlaces: Hashable {
    let chosen: Int
    /// All that could have been meant.
    let candidates: [Int]
}

/// What answered a requirement.
struct Answer {
    var when: When
    var evidence: [Int]
    /// The events by way of which it rests on the trigger.
    var way: [Int] = []
    var links: [InferredPlaces] = []
    /// What about its time is in doubt, where something is.
    var timeDoubt: Doubt?
}

/// What was found on the way to an answer, for the one who has to say why there is none.
struct Report {
    var lacking: [String] = []
    /// Events that break a requirement of absence.
    var breaking: [Int] = []
}

extension Doubt {
    /// What puts reasons in order; the same on every run.
    var rank: String {
        switch self {
        case .notConfigured(let name): "0\(name)"
        case .notRecorded(let field, let source): "1\(field.type).\(field.field)\(source)"
        case .lacks(let position, let field): "2\(position.sequence)\(field)"
        case .erased(let position): "3\(position.sequence)"
        case .time(let position): "4\(position.sequence)"
        case .author(let position): "5\(position.sequence)"
        case .basis(let position): "6\(position.sequence)"
        case .placement(let position): "7\(position.sequence)"
        case .home(let position): "8\(position.sequence)"
        case .acrossCases: "across"
        case .withheld: "withheld"
        case .unusableLimit(let position, let field): "9\(position.sequence)\(field)"
        case .emptySet(let name): "a\(name)"
        case .dateOfBirth(let child): "b\(child ?? "")"
        case .notCovered(let year): "c\(year)"
        case .noSchoolTerm: "d"
        case .clause(let id): "e\(id)"
        case .noStart(let what): "f\(what)"
        case .unlinked: "g"
        }
    }
}
