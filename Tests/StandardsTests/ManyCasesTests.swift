import Events
import Practice
import Standards
import StandardsExamples
import Testing

@Suite struct `What is asked of every case of a service` {
    @Test(.timeLimit(.minutes(10))) func `finds the one of thousands that it asks about`() throws {
        // Where each case is looked for among the events of all others, this takes far beyond its limit.
        try find(in: 8_000)
    }

    /// Finds the one case, of so many, that was never allocated.
    private func find(in cases: Int) throws {
        let example = try EnginePacks.example(
            """
            - clause: COV-5.03c
              name: one of many was never allocated
              as_at: 2026-03-20
              subject: service/children
              events:
                - {type: case.opened, time: 2026-01-05, subject: case/1, children: [ava], data: {service: childrens_social_care}}
                - {type: case.allocated, time: 2026-01-06, subject: case/1, data: {allocation_role: allocated_worker, worker: w1}}
              expect: met
            """)
        var events: [Event] = []
        for number in 1...cases {
            let subject = try #require(Subject("case/\(number)"))
            for event in example.record.events where number != 7 || event.attributes.type == "case.opened" {
                let header = event.header
                var attributes = Attributes(
                    id: "e\(events.count)", source: header.attributes.source, type: header.attributes.type, subject: subject,
                    time: header.attributes.time)
                attributes.timePrecision = header.attributes.timePrecision
                events.append(
                    Event(
                        header: Header(
                            attributes: attributes, position: Position(UInt64(events.count)), recordedTime: header.recordedTime,
                            postedBy: header.postedBy, dataDigest: header.dataDigest, attributesDigest: nil),
                        data: event.data, sealedAttributes: SealedAttributes()))
            }
        }
        let (pack, clause) = try EnginePacks.clause(example.clause)
        let engine = try EnginePacks.need().engine(example, [clause], pack)
        let record = Record(events, of: example.subject)
        let found = try engine.findings(of: example.subject, in: record, asAt: example.asAt, now: London.end(of: example.asAt))
        #expect(found.map(\.status) == [.missed])
        #expect(found.first?.lacking == ["7"])
    }
}
