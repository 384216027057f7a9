import Events
import JSON
import Practice
import Testing

@Suite struct `The state of a case` {
    func state(_ ledger: Ledger, asAt: String? = nil) throws -> JSONValue {
        try CaseState(ledger.record, asAt: asAt.flatMap { Day($0) }).json()
    }

    /// What is in force, as `name: children`.
    func facts(_ state: JSONValue, _ list: String, _ name: String) throws -> [String: [String]] {
        try #require(state[list]).elements.reduce(into: [:]) { $0[$1[name]?.string ?? ""] = $1["children"]?.strings ?? [] }
    }

    @Test func `is empty, and says so, where nothing is known`() throws {
        let state = try state(Ledger())
        #expect(state["events"]?.integer == 0)
        for name in [
            "placement", "last_visit", "last_seen", "last_seen_alone", "last_oversight", "last_supervision", "first_time",
        ] {
            #expect(state[name]?.isNull == true, "\(name)")
        }
        #expect(state["allocated"]?["allocated_worker"]?.isNull == true)
        #expect(
            state["absences"]?.strings == [
                "The record does not say that the case was opened to a service.", "No allocated worker is recorded.",
                "No visit is recorded.", "No management oversight is recorded.", "No supervision of the case is recorded.",
            ])
    }

    @Test func `keeps each child's statuses apart`() throws {
        var ledger = Ledger()
        try ledger.post("status.started", "s", "2026-01-05", #""status":"child_in_need","children":["a","b"]"#)
        try ledger.post("status.ended", "e", "2026-02-05", #""status":"child_in_need","children":["a"]"#)
        // No children: every child of the case, the one first named later too.
        try ledger.post("status.started", "l", "2026-02-06", #""status":"looked_after""#)
        try ledger.post("visit.made", "v", "2026-02-07", #""visit_type":"other","child_seen":true,"children":["c"]"#)
        #expect(
            try facts(state(ledger), "statuses", "status") == ["child_in_need": ["b"], "looked_after": ["a", "b", "c"]])
        #expect(try facts(state(ledger, asAt: "2026-02-04"), "statuses", "status") == ["child_in_need": ["a", "b"]])
        #expect(try facts(state(ledger, asAt: "2026-02-05"), "statuses", "status") == ["child_in_need": ["b"]])
    }

    @Test func `ends child protection with its plan, and nothing else`() throws {
        var ledger = Ledger()
        try ledger.post("status.started", "s", "2026-01-05", #""status":"child_protection_plan""#)
        try ledger.post("status.started", "n", "2026-01-05", #""status":"child_in_need""#)
        try ledger.post("plan.agreed", "p", "2026-01-06", #""plan_type":"child_protection""#)
        try ledger.post("plan.agreed", "q", "2026-01-06", #""plan_type":"child_in_need""#)
        try ledger.post("plan.ended", "e", "2026-03-06", #""plan_type":"child_protection""#)
        try ledger.post("plan.ended", "f", "2026-03-06", #""plan_type":"child_in_need""#)
        #expect(Set(try facts(state(ledger), "statuses", "status").keys) == ["child_in_need"])
        #expect(try state(ledger)["plans"]?.count == 0)
        let before = try state(ledger, asAt: "2026-03-05")
        #expect(
            before["statuses"]?.elements.first { $0["status"]?.says("child_protection_plan") == true }?["position"]?.integer == 0)
    }

    @Test func `ends the interim order with the care order`() throws {
        var ledger = Ledger()
        try ledger.post("status.started", "i", "2026-01-05", #""status":"interim_care_order""#)
        try ledger.post("status.started", "c", "2026-06-05", #""status":"care_order""#)
        #expect(try facts(state(ledger), "legal_statuses", "legal_status") == ["care_order": []])
        #expect(try facts(state(ledger, asAt: "2026-05-05"), "legal_statuses", "legal_status") == ["interim_care_order": []])
    }

    @Test(arguments: [
        ("", ["early_help": "closed", "childrens_social_care": "closed"], []),
        (#","service":"childrens_social_care""#, ["early_help": "open", "childrens_social_care": "closed"], ["early_help"]),
        (#","service":"early_help""#, ["early_help": "closed", "childrens_social_care": "open"], ["looked_after"]),
    ])
    func `closes what a closing closes`(_ service: String, _ services: [String: String], _ statuses: [String]) throws {
        var ledger = Ledger()
        try ledger.post("case.opened", "e", "2026-01-05", #""service":"early_help""#)
        try ledger.post("case.opened", "o", "2026-01-06", #""service":"childrens_social_care""#)
        try ledger.post("status.started", "s", "2026-01-06", #""status":"early_help""#)
        try ledger.post("status.started", "l", "2026-01-06", #""status":"looked_after""#)
        try ledger.post("plan.agreed", "p", "2026-01-07", #""plan_type":"care""#)
        try ledger.post("case.closed", "c", "2026-05-05", #""reasons":"Done"\#(service)"#)
        let state = try state(ledger)
        let found = try #require(state["services"]).elements.reduce(into: [:]) {
            $0[$1["service"]?.string ?? ""] = $1["state"]?.string
        }
        #expect(found == services)
        #expect(try facts(state, "statuses", "status").keys.sorted() == statuses)
        #expect(try facts(state, "plans", "plan_type").isEmpty == (statuses != ["looked_after"]))
    }

    @Test func `takes a placement's word for the law until an order is stated`() throws {
        var ledger = Ledger()
        try ledger.post("placement.started", "p", "2026-01-05", #""placement_type":"foster","legal_status":"accommodated""#)
        let before = try #require(try state(ledger)["legal_statuses"]?.elements.first { _ in true })
        #expect(before["legal_status"]?.string == "accommodated")
        #expect(before["from"]?.string == "placement.started")
        try ledger.post("status.started", "o", "2026-02-05", #""status":"care_order""#)
        #expect(try facts(state(ledger), "legal_statuses", "legal_status") == ["care_order": []])
    }

    @Test func `lays updates over the plan that was agreed`() throws {
        var ledger = Ledger()
        let interval = #""visit_interval":{"value":2,"unit":"weeks"}"#
        try ledger.post("plan.agreed", "p", "2026-01-05", #""plan_type":"care","version":1,"stage":"outline",\#(interval)"#)
        try ledger.post("plan.updated", "u", "2026-02-05", #""plan_type":"care","update_reason":"other","version":2"#)
        try ledger.post("plan.reviewed", "r", "2026-03-05", #""plan_type":"care""#)
        try ledger.post("plan.updated", "x", "2026-02-06", #""plan_type":"health","update_reason":"other""#)
        let plans = Array(try #require(try state(ledger)["plans"]).elements)
        let care = try #require(plans.first { $0["plan_type"]?.says("care") == true })
        #expect(care["version"]?.integer == 2)
        #expect(care["stage"]?.string == "outline")
        #expect(care["visit_interval"]?["value"]?.integer == 2)
        #expect(care["last_update"]?["position"]?.integer == 1)
        #expect(care["last_review"]?["position"]?.integer == 2)
        let health = try #require(plans.first { $0["plan_type"]?.says("health") == true })
        #expect(health["absence"]?.string == "an update is recorded, but not that the plan was agreed")
        // An update does not bring an ended plan back.
        try ledger.post("plan.ended", "e", "2026-04-05", #""plan_type":"care""#)
        try ledger.post("plan.updated", "z", "2026-04-06", #""plan_type":"care","update_reason":"other""#)
        #expect(try facts(state(ledger), "plans", "plan_type").keys.sorted() == ["health"])
    }

    @Test func `knows who holds which role`() throws {
        var ledger = Ledger()
        func allocate(_ id: String, _ day: String, _ worker: String, _ role: String, _ more: String = "") throws {
            try ledger.post(
                "case.allocated", id, day,
                #""worker":{"id":"\#(worker)","name":"\#(worker)"},"allocation_role":"\#(role)"\#(more)"#)
        }
        func holder(_ asAt: String, _ role: String = "allocated_worker") throws -> JSONValue? {
            try state(ledger, asAt: asAt)["allocated"]?[role]
        }
        try allocate("1", "2026-01-05", "sw-1", "allocated_worker")
        try allocate("2", "2026-02-05", "sw-2", "allocated_worker")
        // The first worker's end comes late and changes nothing.
        try ledger.post("allocation.ended", "3", "2026-02-08", #""worker":"sw-1","allocation_role":"allocated_worker""#)
        try allocate("4", "2026-02-10", "fsw-1", "co_worker")
        try allocate("5", "2026-02-11", "fsw-2", "co_worker")
        #expect(try holder("2026-02-04")?["worker"]?["id"]?.string == "sw-1")
        #expect(try holder("2026-02-20")?["worker"]?["id"]?.string == "sw-2")
        #expect(try holder("2026-02-20")?["position"]?.integer == 1)
        #expect(try holder("2026-02-20", "co_worker")?["others"]?.count == 1)
        try ledger.post("allocation.ended", "6", "2026-03-01", #""worker":{"id":"sw-2"},"allocation_role":"allocated_worker""#)
        #expect(try holder("2026-03-02")?.isNull == true)
        #expect(try holder("2026-03-02", "co_worker")?["worker"]?["id"]?.string == "fsw-2")
        // Two children, two workers.
        try allocate("7", "2026-04-01", "sw-3", "allocated_worker", #","children":["a"]"#)
        try allocate("8", "2026-04-02", "sw-4", "allocated_worker", #","children":["b"]"#)
        #expect(try holder("2026-04-03")?["children"]?.strings == ["b"])
        #expect(try holder("2026-04-03")?["others"]?.elements.first { _ in true }?["children"]?.strings == ["a"])
        try ledger.post("case.closed", "9", "2026-05-01", #""reasons":"Done""#)
        #expect(try holder("2026-05-02")?.isNull == true)
        #expect(try holder("2026-05-02", "co_worker") == nil)
    }

    @Test func `knows where each child lives, and when that was last heard`() throws {
        var ledger = Ledger()
        try ledger.post(
            "placement.started", "p1", "2026-01-05", #""placement_type":"foster","children":["a","b"]"#, entered: "2026-01-06")
        try ledger.post("placement.started", "p2", "2026-03-05", #""placement_type":"connected_person","children":["a"]"#)
        try ledger.post(
            "placement.ended", "e1", "2026-03-05T09:00:00Z", #""ending_reason":"moved","placement":"p1","children":["a"]"#)
        try ledger.post(
            "placement.started", "r1", "2026-01-05", #""placement_type":"foster","children":["b"]"#, entered: "2026-04-30",
            source: "/returns/2026")
        let placements = Array(try #require(try state(ledger)["placements"]).elements)
        #expect(placements.map { $0["children"]?.strings } == [["b"], ["a"]])
        #expect(placements.first?["last_heard"]?["source"]?.string == "/returns/2026")
        #expect(placements.first?["position"]?.integer == 0)
        // Without a name, an end belongs to the only open placement of that child.
        try ledger.post("placement.ended", "e2", "2026-05-05", #""ending_reason":"moved","children":["b"]"#)
        #expect(try state(ledger)["placements"]?.count == 1)
        #expect(try state(ledger, asAt: "2025-12-31")["placement"]?.isNull == true)
    }

    @Test func `does not guess which of several placements ended`() throws {
        var ledger = Ledger()
        try ledger.post("placement.started", "p1", "2026-01-05", #""placement_type":"foster""#)
        try ledger.post("placement.started", "p2", "2026-02-05", #""placement_type":"foster""#)
        try ledger.post("placement.started", "p3", "2026-02-06", #""placement_type":"short_break""#)
        try ledger.post("placement.ended", "e", "2026-03-05", #""ending_reason":"moved","placement_type":"foster""#)
        #expect(try state(ledger)["placements"]?.count == 3)
        try ledger.post("placement.ended", "e2", "2026-03-06", #""ending_reason":"other","placement_type":"short_break""#)
        #expect(try state(ledger)["placements"]?.count == 2)
    }

    @Test func `knows who was last seen, of each child`() throws {
        var ledger = Ledger()
        func visit(_ id: String, _ day: String, _ data: String) throws {
            try ledger.post("visit.made", id, day, #""visit_type":"other",\#(data)"#)
        }
        try visit("1", "2026-01-05", #""child_seen":true,"seen_alone":true,"children":["a"]"#)
        try visit("2", "2026-01-15", #""child_seen":true,"seen_alone":false,"children":["a","b"]"#)
        try visit("3", "2026-01-25", #""child_seen":false"#)
        try ledger.post("visit.attempted", "4", "2026-01-30", #""outcome":"no_answer""#)
        let state = try state(ledger)
        #expect(state["last_visit"]?["position"]?.integer == 2)
        #expect(state["last_seen"]?["position"]?.integer == 1)
        #expect(state["last_seen_alone"]?["position"]?.integer == 0)
        let b = try #require(state["by_child"]?.elements.first { $0["child"]?.says("b") == true })
        #expect(b["last_visit"]?["position"]?.integer == 2)
        #expect(b["last_seen"]?["position"]?.integer == 1)
        #expect(b["last_seen_alone"]?.isNull == true)
        #expect(state["absences"]?.strings.contains("No visit at which b was seen alone is recorded.") == true)
    }

    @Test func `takes supervision of the worker about the case for supervision of the case`() throws {
        var ledger = Ledger()
        try ledger.post(
            "supervision.held", "1", "2026-01-05", #""supervision_type":"professional","cases":["1"]"#, subject: "worker/sw-1")
        #expect(try state(ledger)["last_supervision"]?.isNull == true)
        try ledger.post(
            "supervision.held", "2", "2026-01-06", #""supervision_type":"group","cases":["9","1"]"#, subject: "worker/sw-1",
            more: #""concerns":"case/1""#)
        #expect(try state(ledger)["last_supervision"]?["position"]?.integer == 1)
        #expect(try state(ledger)["events"]?.integer == 0)
    }
}
