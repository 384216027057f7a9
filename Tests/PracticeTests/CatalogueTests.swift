import Events
import JSON
import Practice
import Testing

@Suite struct `A catalogue` {
    /// A catalogue of one type with this template and these rules.
    func catalogue(_ template: String, rules: String = "[]") throws -> Catalogue {
        let schema = #"""
            {"title":"Thing done","description":"A thing.","properties":{"kind":{"type":"string","enum":["home_visit","other"]},
            "topics":{"type":"array","items":{"enum":["a_b"]}},"on":{"format":"date"},"at":{"format":"date-time"}},
            "x-daybook":{"family":"things","subjects":["case"],"standing":true,"per_child":true,"summary":"\#(template)",
            "significant":\#(rules)}}
            """#
        return try Catalogue(schemas: ["thing.done": try JSONDocument(Array(schema.utf8)).root])
    }

    func summary(_ template: String, _ data: String) throws -> String {
        var ledger = Ledger()
        try ledger.post("thing.done", "t", "2026-03-04", data)
        return try catalogue(template).summary(of: try #require(ledger.event("t")))
    }

    @Test(arguments: [
        (
            "Visit ({kind})[, {setting}][: {purpose}]", #""kind":"home_visit","purpose":"To see her""#,
            "Visit (home visit): To see her"
        ),
        ("{kind} received", #""kind":"home_visit""#, "Home visit received"),
        ("Case closed: {reasons}", "", "Case closed: not stated"),
        ("To {who}[ and {other}, {missing}]", #""who":["mother","school"],"other":"x""#, "To mother, school"),
        ("{worker} left", #""worker":{"id":"sw-1","name":"A. Patel"}"#, "A. Patel left"),
        ("{worker} left", #""worker":{"id":"sw-1"}"#, "sw-1 left"),
        ("About {topics}", #""topics":["a_b","a_b"]"#, "About a b, a b"),
        ("Every {interval}", #""interval":{"value":6,"unit":"weeks"}"#, "Every 6 weeks"),
        ("From {on}", #""on":"2026-03-04""#, "From 4 March 2026"),
        ("At {at}", #""at":"2026-07-01T09:05:00Z""#, "At 1 July 2026, 10:05 BST"),
        ("Said: {text}", #""text":" two\n\nlines\t here ""#, "Said: two lines here"),
        ("Done: {flag}, {count}", #""flag":true,"count":1.50"#, "Done: yes, 1.50"), ("[{a}]{b}", #""a":"","b":"c""#, "C"),
    ])
    func `tells an event in one line`(_ template: String, _ data: String, _ sentence: String) throws {
        #expect(try summary(template, data) == sentence)
    }

    @Test func `cuts long text after a whole word`() throws {
        let text = (1...60).map { "word\($0)" }.joined(separator: " ")
        let line = try summary("{text}", #""text":"\#(text)""#)
        #expect(line.hasSuffix("…") && line.count <= 161 && line.count > 150)
        let kept = "w" + line.dropFirst().dropLast()
        #expect(text.hasPrefix(kept + " "))
        let exact = String(repeating: "é", count: 160)
        #expect(try summary("{text}", #""text":"\#(exact)""#) == exact)
        #expect(try summary("{text}", #""text":"\#(exact)é""#) == exact + "…")
    }

    @Test func `says so of what is erased or unknown`() throws {
        var ledger = Ledger()
        try ledger.post("thing.done", "t", "2026-03-04", #""kind":"other""#)
        let event = try #require(ledger.event("t"))
        let erased = Event(header: event.header, data: nil, sealedAttributes: SealedAttributes())
        #expect(try catalogue("Thing: {kind}").summary(of: erased) == "erased")
        #expect(try Catalogue(schemas: [:]).summary(of: event) == "thing.done")
        #expect(try Catalogue(schemas: [:]).title(of: event) == "thing.done")
    }

    @Test func `gives the first rule that fits as the reason`() throws {
        let rules = #"""
            [{"where":{"kind":["home_visit"],"flag":[true]},"because":"Both."},{"where":{"topics":["x","y"]},"because":"A topic."},
            {"where":{"kind":["other"]},"because":"Other."}]
            """#
        let catalogue = try catalogue("Thing", rules: rules)
        var ledger = Ledger()
        for (data, reason) in [
            (#""kind":"home_visit","flag":true,"topics":["y"]"#, "Both."),
            (#""kind":"home_visit","topics":["z","y"]"#, "A topic."),
            (#""kind":"other","flag":false"#, "Other."), (#""kind":"home_visit""#, nil),
        ] {
            let position = try ledger.post("thing.done", "t\(ledger.events.count)", "2026-03-04", data)
            #expect(catalogue.significance(of: ledger.events[Int(position.rawValue)]) == reason)
        }
    }

    @Test(arguments: ["Open [bracket", "Close] bracket", "Open {brace", "Nest [a [b]]", "Empty {}"])
    func `refuses a template that is not whole`(_ template: String) throws {
        let fault = #expect(throws: Fault.self) { try catalogue(template) }
        #expect(fault?.pointer == "/thing.done/x-daybook/summary")
    }

    @Test func `reads every published schema`() throws {
        let catalogue = try Published.need().catalogue
        // The 83 of the standards, and what daybook itself records.
        #expect(catalogue.types.count >= 83)
        for type in catalogue.types.values {
            #expect(!type.title.isEmpty && !type.description.isEmpty && !type.subjects.isEmpty, "\(type.name)")
        }
        #expect(catalogue["decision.made"]?.isStanding == true)
        #expect(catalogue["visit.made"]?.isStanding == false)
    }
}
