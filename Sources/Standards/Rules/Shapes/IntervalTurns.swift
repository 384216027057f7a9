import Events

/// What moves the clock of an interval.
enum IntervalTick {
    /// The clock starts anew after an answer.
    case answer(Answer)
    /// What called for it came again: the clock starts anew, whether it was answered or not.
    case call(IntervalCall)

    var order: Int64 {
        switch self {
        case .answer(let answer): answer.when.lo
        case .call(let call): call.order
        }
    }

    /// Both in order of time; of one moment the answers first, which still answer what was asked before.
    static func merged(_ answers: [Answer], _ calls: [IntervalCall]) -> [IntervalTick] {
        let all = answers.map(IntervalTick.answer) + calls.map(IntervalTick.call)
        return all.indices.sorted { (all[$0].order, $0) < (all[$1].order, $1) }.map { all[$0] }
    }
}

/// A trigger from which the clock of an interval runs.
struct IntervalCall {
    /// The place of the triggering event.
    let place: Int
    /// From when the clock runs.
    let when: When
    /// By what it is put in order.
    let order: Int64
}

/// Where a turn of an interval begins.
struct TurnStart {
    let base: When
    /// The place of the event that happened then; nil where time alone began it.
    let origin: Int?
    /// How many answers there were before it since the clock started.
    var number = 0
    /// The place of the event that started the clock; nil where that was the period.
    let trigger: Int?

    init(base: When, origin: Int?, number: Int = 0, trigger: Int?) {
        self.base = base
        self.origin = origin
        self.number = number
        self.trigger = trigger
    }

    init(_ call: IntervalCall) { self.init(base: call.when, origin: call.place, trigger: call.place) }

    func next(after answer: Answer) -> TurnStart {
        TurnStart(base: answer.when, origin: answer.evidence.first, number: number + 1, trigger: trigger)
    }
}

/// The turns of one clock: each goes on until the first tick after its start, and each tick is taken once.
struct IntervalTurns {
    /// Those that are over.
    private(set) var found: [Judged] = []
    /// The one that runs; nil where none does until what calls for it comes again, as there is no further limit.
    private var running: TurnStart?
    /// A turn with what it is due by, given until when it ran (`Int64.max`: still): without that where it cannot be told; nil
    /// where nothing more is asked.
    private let open: (TurnStart, Int64) -> Judged?
    private let answered: (Judged, Due, Answer) -> Judged

    init(
        from start: TurnStart, open: @escaping (TurnStart, Int64) -> Judged?,
        answered: @escaping (Judged, Due, Answer) -> Judged
    ) {
        running = start
        self.open = open
        self.answered = answered
    }

    mutating func take(_ tick: IntervalTick) {
        if let start = running {
            guard tick.order > start.base.lo else { return }
            running = end(start, with: tick)
        }
        if case .call(let call) = tick { running = TurnStart(call) }
    }

    /// Ends a turn, and says where the next one begins.
    private mutating func end(_ start: TurnStart, with tick: IntervalTick) -> TurnStart? {
        guard let turn = open(start, tick.order) else { return nil }
        switch tick {
        case .answer(let answer):
            found += turn.due.map { [answered(turn, $0, answer)] } ?? untold(turn)
            return start.next(after: answer)
        case .call:
            if let due = turn.due {
                // What was overdue when the clock started anew stays missed.
                if tick.order > due.end.microseconds { found.append(turn.with(.missed)) }
            } else {
                found += untold(turn)
            }
            return nil
        }
    }

    /// A turn of which there is no telling when it is due; none where that has been said of the turn before: once says as much as
    /// many times.
    private func untold(_ turn: Judged) -> [Judged] {
        guard let last = found.last, last.due == nil, last.trigger == turn.trigger, last.doubts == turn.doubts else {
            return [turn]
        }
        return []
    }

    /// All turns, the one that still runs among them, unless the period ended before it was due.
    ///
    /// - Parameters:
    ///   - end: the last moment of the period; nil while it goes on.
    ///   - horizon: what counts as past, in microseconds.
    func all(until end: Int64?, horizon: Int64) -> [Judged] {
        guard let running, let turn = open(running, .max) else { return found }
        guard let due = turn.due?.end.microseconds else { return found + untold(turn) }
        if let end, end <= due { return found }
        return found + [turn.with(due < horizon ? .missed : .due)]
    }
}

extension Judged {
    fileprivate func with(_ status: Finding.Status) -> Judged {
        var judged = self
        judged.status = status
        return judged
    }
}
