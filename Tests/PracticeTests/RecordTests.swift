import Events
import JSON
import Practice
import Testing

@Suite struct `A record` {
    /// Positions of the visits that count, by the visits register.
    func counting(_ ledger: Ledger) throws -> [UInt64] {
        Visits(ledger.record, try Published.need()).entries.filter(\.counts).map(\.position.rawValue)
    }

    let visit = #""visit_type":"child_in_need","child_seen":true"#

    @Test func `loses what is withdrawn, wherever the withdrawal stands`() throws {
        for withdrawalFirst in [false, true] {
            var ledger = Ledger()
            if withdrawalFirst {
                try ledger.post("record.withdrawn", "w", "2026-03-05", #""withdrawal_reason":"duplicate""#, corrects: "v")
            }
            try ledger.post("visit.made", "v", "2026-03-04", visit)
            if !withdrawalFirst {
                try ledger.post("record.withdrawn", "w", "2026-03-05", #""withdrawal_reason":"duplicate""#, corrects: "v")
            }
            #expect(try counting(ledger) == [])
            let entry = try #require(History(ledger.record, try Published.need()).entries.first { $0.event.attributes.id == "v" })
            #expect(entry.withdrawnBy.map(\.rawValue) == [ledger.position("w")])
        }
    }

    @Test func `names a withdrawal's target in based_on too`() throws {
        var ledger = Ledger()
        try ledger.post("visit.made", "v", "2026-03-04", visit)
        try ledger.post("record.withdrawn", "w", "2026-03-05", #""withdrawal_reason":"duplicate","based_on":["v"]"#)
        #expect(try counting(ledger) == [])
    }

    @Test(arguments: 0..<24)
    func `lets a withdrawn withdrawal have no effect, in any order`(_ turn: Int) throws {
        var posts: [(String, String?, String)] = [
            ("v", nil, "visit.made"), ("w1", "v", "record.withdrawn"), ("w2", "w1", "record.withdrawn"),
            ("w3", "w2", "record.withdrawn"),
        ]
        // Each turn is another of the 24 orders.
        var left = turn
        var order: [(String, String?, String)] = []
        for count in stride(from: 4, to: 0, by: -1) {
            order.append(posts.remove(at: left % count))
            left /= count
        }
        for chain in ["w1", "w2", "w3"] {
            var ledger = Ledger()
            for (id, target, type) in order where id <= chain || id == "v" {
                try ledger.post(
                    type, id, "2026-03-04", type == "visit.made" ? visit : #""withdrawal_reason":"other""#, corrects: target)
            }
            let counts = try counting(ledger).count
            #expect(counts == (chain == "w2" ? 1 : 0), "\(order.map(\.0)) up to \(chain)")
        }
    }

    @Test func `lets nothing in a circle of withdrawals take effect`() throws {
        var ledger = Ledger()
        try ledger.post("record.withdrawn", "a", "2026-03-05", #""withdrawal_reason":"other""#, corrects: "b")
        try ledger.post("record.withdrawn", "b", "2026-03-05", #""withdrawal_reason":"other""#, corrects: "c")
        try ledger.post("record.withdrawn", "c", "2026-03-05", #""withdrawal_reason":"other""#, corrects: "a")
        try ledger.post("record.withdrawn", "self", "2026-03-05", #""withdrawal_reason":"other""#, corrects: "self")
        let entries = History(ledger.record, try Published.need()).entries
        #expect(entries.allSatisfy { $0.withdrawnBy.isEmpty })
    }

    @Test func `counts the restatement and not what it states anew`() throws {
        var ledger = Ledger()
        try ledger.post("visit.made", "v2", "2026-03-04", visit + #","seen_alone":false"#, corrects: "v1")
        try ledger.post("visit.made", "v1", "2026-03-04", visit + #","seen_alone":true"#)
        #expect(try counting(ledger) == [0])
        let state = try CaseState(ledger.record).json()
        #expect(state["last_seen_alone"]?.isNull == true)
        // A third statement of the second.
        try ledger.post("visit.made", "v3", "2026-03-04", visit + #","seen_alone":true"#, corrects: "v2")
        #expect(try counting(ledger) == [2])
        // Withdrawn, it gives way to the second again.
        try ledger.post("record.withdrawn", "w", "2026-03-06", #""withdrawal_reason":"other""#, corrects: "v3")
        #expect(try counting(ledger) == [0])
        let entries = History(ledger.record, try Published.need()).entries
        #expect(entries.first { $0.event.attributes.id == "v2" }?.correctedBy == [])
    }

    @Test func `leaves events standing that restate each other in a circle`() throws {
        var ledger = Ledger()
        try ledger.post("visit.made", "a", "2026-03-04", visit, corrects: "b")
        try ledger.post("visit.made", "b", "2026-03-05", visit, corrects: "a")
        try ledger.post("visit.made", "tail", "2026-03-06", visit, corrects: "a")
        // The tail is outside the circle, so it does restate.
        #expect(try counting(ledger) == [1, 2])
    }

    @Test func `only marks what is corrected without being stated anew`() throws {
        var ledger = Ledger()
        try ledger.post("visit.made", "v", "2026-03-04", visit)
        try ledger.post("record.corrected", "c", "2026-03-06", #""correction_reason":"The hour was wrong""#, corrects: "v")
        #expect(try counting(ledger) == [0])
        let state = try CaseState(ledger.record).json()
        #expect(state["last_visit"]?["corrected_by"]?.integers == [1])
    }

    @Test func `tells of a target that is not in the ledger`() throws {
        var ledger = Ledger()
        try ledger.post("record.corrected", "c", "2026-03-06", #""correction_reason":"x""#, corrects: "/other#v-9")
        let entry = try #require(History(ledger.record, try Published.need()).entries.first).json()
        #expect(entry["corrects"]?.isNull == true)
        #expect(entry["corrects_reference"]?.string == "/other#v-9")
    }

    @Test func `takes other subjects' events for cross-references and not for facts`() throws {
        var ledger = Ledger()
        try ledger.post("visit.made", "v", "2026-03-04", visit, subject: "case/2", more: #""concerns":"case/1""#)
        let perspective = try Published.need()
        #expect(History(ledger.record, perspective).entries.map { $0.crossReference?.description } == ["case/2"])
        #expect(try CaseState(ledger.record).json()["last_visit"]?.isNull == true)
        #expect(Visits(ledger.record, perspective).entries.isEmpty)
    }

    @Test func `sorts what it is given`() throws {
        var ledger = Ledger()
        for day in 1...9 { try ledger.post("visit.made", "v\(day)", "2026-03-0\(day)", visit) }
        let record = Record(ledger.events.reversed(), of: Subject(Ledger.subject))
        #expect(record.events.map(\.position.rawValue) == Array(0...8))
        #expect(record.index(at: Position(5)) == 5)
        #expect(record.index(at: Position(9)) == nil)
    }
}
