import Events

extension Evaluation {
    /// What findings of two readings of one record must share to be about the same thing.
    private struct Topic: Hashable {
        /// Places in the record, as those in the table differ.
        let trigger: Int?
        let start: Int?
        let child: Int
        let member: String?
    }

    private func topic(_ judged: Judged, isRunning: Bool) -> Topic {
        func index(_ place: Int) -> Int { table.entries[place].index }
        let trigger = isRunning ? nil : judged.trigger.map(index)
        return Topic(
            trigger: trigger, start: trigger == nil ? judged.period.start.map(index) : nil, child: judged.child,
            member: judged.member)
    }

    /// Findings by what they are about, as places among `judged`; those that only say that nothing applies are left out.
    private func topics(_ judged: [Judged], isRunning: Bool) -> [Topic: [Int]] {
        Dictionary(grouping: judged.indices.filter { !judged[$0].isNothing }) { topic(judged[$0], isRunning: isRunning) }
    }

    /// Notes which findings of a clause are others where the event stands at another moment.
    func compare(_ number: Int, _ trial: Evaluation, _ entry: Entry) {
        let isRunning = engine.compiled[number].clause.shape == .interval
        let theirs = trial.results[number]
        let others = trial.topics(theirs, isRunning: isRunning)
        let own = topics(results[number], isRunning: isRunning)
        var found = results[number]
        var dropped: Set<Int> = []
        for (topic, places) in own {
            let twins = others[topic] ?? []
            for (turn, place) in places.enumerated() {
                guard found[place].isAnswer else { continue }
                let twin = turn < twins.count ? theirs[twins[turn]] : nil
                if found[place].status == twin?.status ?? .notApplicable { continue }
                found[place].leaveOpen(.time(entry.position))
                if isRunning { dropped.formUnion(places[(turn + 1)...]) }
                if isRunning { break }
            }
        }
        var added: [Judged] = []
        for (topic, twins) in others {
            let places = own[topic] ?? []
            guard twins.count > places.count, !isRunning || places.allSatisfy({ found[$0].isAnswer }) else { continue }
            let more = twins[places.count...].map { theirs[$0] }.filter { $0.isAnswer && $0.status != .notApplicable }
            added += (isRunning ? Array(more.prefix(1)) : more).map { translated($0, from: trial, entry) }
        }
        guard !added.isEmpty || !dropped.isEmpty || own.values.joined().contains(where: { found[$0].status == .cannotTell })
        else {
            return
        }
        var kept = found.indices.filter { !dropped.contains($0) }.map { found[$0] } + added
        if kept.contains(where: { !$0.isNothing }) { kept.removeAll(where: \.isNothing) }
        sort(&kept)
        set(kept, for: number)
    }

    /// A finding of a trial, in the places of this reading, left open.
    private func translated(_ judged: Judged, from trial: Evaluation, _ entry: Entry) -> Judged {
        func there(_ other: Int) -> Int? { table.place(ofIndex: trial.table.entries[other].index) }
        var judged = judged
        judged.trigger = judged.trigger.flatMap(there)
        judged.period.start = judged.period.start.flatMap(there)
        judged.period.end = judged.period.end.flatMap(there)
        judged.evidence = []
        judged.lacking = []
        judged.note = nil
        judged.leaveOpen(.time(entry.position))
        return judged
    }
}

extension Judged {
    /// Whether it says something, be it that it does not apply.
    var isAnswer: Bool { status != .cannotTell && status != .notConfigured }

    /// Whether it only says that the clause never applied, or that nothing called for it.
    fileprivate var isNothing: Bool {
        guard status == .notApplicable, trigger == nil, due == nil else { return false }
        switch note {
        case .neverApplied?, .neverTriggered?, .endedEarly?, .noPlan?, nil: return true
        default: return false
        }
    }

    fileprivate mutating func leaveOpen(_ doubt: Doubt) {
        status = .cannotTell
        doubts = Evaluation.inOrder(Set(doubts).union([doubt]))
        done = nil
        links = []
        note = note == .forecast ? note : nil
    }
}
