import Events
import JSON
import Practice
import Standards
import StandardsExamples
import Testing

/// What is read to judge a worker, a team or a service: no more than what the clauses look at.
@Suite struct `What clauses look at` {
    @Test func `is all that tells how workers, teams and services stand`() throws {
        let shelf = try EnginePacks.need()
        var dice = Dice(seed: 41)
        for pack in shelf.packs {
            let examples = (shelf.examples[pack.id] ?? []).filter { $0.subject.kind != .case }
            for (at, example) in examples.enumerated() where at % 7 == 0 {
                let engine = shelf.engine(example, pack.clauses, pack)
                let looked = engine.types(for: example.subject.kind)
                var record = example.record.events
                // What the same people did besides, of kinds that no clause about them looks at.
                while !example.record.events.isEmpty, record.count < example.record.events.count + 30 {
                    record.append(
                        try example.act(Self.otherTypes[dice.roll(Self.otherTypes.count)], at: record.count))
                }
                let own = example.record.events.count
                let narrow = record[..<own] + record[own...].filter { looked.contains($0.attributes.type) }
                func findings(_ events: [Event]) throws -> [String] {
                    try engine.findings(
                        of: example.subject, in: Record(events, of: example.subject), asAt: example.asAt,
                        now: London.end(of: example.asAt)
                    ).map { String(decoding: $0.text, as: UTF8.self) }
                }
                #expect(try findings(Array(narrow)) == findings(record), "\(example.clause) \(example.name)")
            }
        }
    }

    @Test(arguments: ["{plan_type: trigger.plan_type}", "{time: {not_older_than: {parameter: assessment.max_age}}}"])
    func `is what an answer must rest on, though that hangs on what called for it`(basis: String) throws {
        let text = soundPack.replacing(
            "trigger: {type: visit.made, where: {child_seen: true}}\n    satisfied_by: {type: visit.made, where: {reasons: {present: true}}, link: self}",
            with: """
                trigger: {type: plan.ended}
                    satisfied_by: {type: visit.made, where: {based_on: {refers_to: [{type: plan.reviewed, where: \(basis)}]}}}
                """)
        let pack = try PackFiles.pack(text)
        let shelf = try EnginePacks.need()
        let engine = Engine(
            for: pack.clauses, pack: pack, vocabulary: shelf.library.vocabulary,
            parameters: Parameters(definitions: shelf.library.parameters, settings: [:], neverSupplied: [:]),
            calendar: shelf.calendar)
        #expect(engine.types(for: .case).contains("plan.reviewed"))
    }

    private static let otherTypes = [
        "visit.made", "case_note.entered", "contact.made", "plan.agreed", "decision.made", "referral.received", "review.held",
        "placement.started", "case.transferred", "meeting.held", "oversight.recorded", "direct_work.done",
    ]
}

extension Example {
    /// Something else that the people of a small case did last, in some other case.
    fileprivate func act(_ type: String, at number: Int) throws -> Event {
        let last = try #require(record.events.max { $0.attributes.time.instant < $1.attributes.time.instant })
        var attributes = Attributes(
            id: "other-\(number)", source: last.attributes.source, type: type,
            subject: try #require(Subject("case/other-\(number % 3)")), time: last.attributes.time)
        attributes.actor = subject.kind == .worker ? subject.ref : last.attributes.actor
        attributes.actorRole = last.attributes.actorRole
        attributes.actorTeam = subject.kind == .team ? subject.ref : last.attributes.actorTeam
        return Event(
            header: Header(
                attributes: attributes, position: Position(UInt64(number)), recordedTime: last.header.recordedTime,
                postedBy: last.header.postedBy, dataDigest: last.header.dataDigest, attributesDigest: nil),
            data: JSONDocument.emptyObject.root, sealedAttributes: SealedAttributes())
    }
}
