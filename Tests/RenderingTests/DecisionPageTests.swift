import Foundation
import JSON
import Rendering
import Testing

@Suite struct `The page of a decision` {
    private func page(all: Bool = false, width: Int = 100) throws -> String {
        DecisionPage.render(
            Reply(try Fixture.file("decision-review.json"), asked: Asked("90")), all: all, look: Look(width: width))
    }

    @Test func `has its headings in the order in which a complaint is looked into`() throws {
        let page = try page()
        let headings = [
            "Decision 90: come into care", "Who decided, when, and under what authority", "Why", "The options",
            "The views of child and family, and how they weighed", "What it cites: 10 entries",
            "What else stood on the record then: 10 entries, besides what it cites, all written down",
            "What arrived later about earlier days: 5 entries", "Oversight",
            "Challenges and complaints", "What became of it", "What is missing", "As known at",
        ]
        var rest = page[...]
        for heading in headings {
            let found = rest.range(of: heading)
            #expect(found != nil, "no \(heading)")
            if let found { rest = rest[found.upperBound...] }
        }
    }

    @Test(arguments: [
        "J. Sowande, team manager, Safeguarding 1 (tm-11)", "2 Dec 2025, 16:25 GMT", "scheme of delegation 4.2",
        "H. Pellow, service manager (entry 91)", "2. Accommodation with Sheila by agreement (section 20)",
        "Risks: Repeats a plan that was broken unseen from July", "Benefits: Least intrusive; children stay at home",
        "Kezia: Nan's with Toby first", "Great weight to being together", "Wishes followed no",
        "Entry 105 says otherwise; the same words as", "These are the latest 5; see all of them with --all.",
        "Written down 6 days after the decision", "written up 36 working days later", "not upheld",
        "Nothing on record ended, replaced, corrected or withdrew it.",
    ])
    func `says`(text: String) throws {
        let page = try page()
        let words = page.split(whereSeparator: \.isWhitespace).joined(separator: " ")
        #expect(words.contains(text))
    }

    @Test func `shows all that stood on the record when asked to`() throws {
        let all = try page(all: true)
        #expect(!all.contains("--all"))
        let few = try page()
        #expect(all.count > few.count)
    }

    @Test func `says at its head that the decision no longer stands`() throws {
        let ended = """
            "decision":{"position":4,"case":"HW-1","time":"2026-03-04T00:00:00Z","timeprecision":"day","actor":"sw-1","decision":"Close.",\
            "ended":{"position":9,"ending":"overturned","time":"2026-03-09T00:00:00Z","timeprecision":"day","actor":"sm-1"},"superseded_by":10}
            """
        let page = DecisionPage.render(try Fixture.reply(ended), look: Look(width: 100))
        let head = page.split(separator: "\n").prefix(3).joined(separator: " ")
        #expect(head.contains("Overturned on 9 Mar 2026 by sm-1 (entry 9); entry 10 took its place."))
    }

    @Test(arguments: [40, 60, 80, 100, 132])
    func `fits the screen`(width: Int) throws {
        for line in try page(width: width).split(separator: "\n") { #expect(line.count <= width, "\(line)") }
    }

    @Test func `of a decision that says little says what is missing`() throws {
        let bare = """
            "decision":{"position":4,"case":"case/HW-1","time":"2026-03-04T00:00:00Z","timeprecision":"day","actor":"unknown",\
            "decision":"Close the case.","endorsed_by":[]},"cited":[],"known_then":[],"arrived_later":[],"oversight":[],"challenges":[],\
            "complaints":[],"changes":[],"next_oversight":null,"absences":["No reasons are recorded.","It cites nothing that it rests on."]
            """
        let page = DecisionPage.render(try Fixture.reply(bare), look: Look(width: 100))
        for text in [
            "author not known", "Authority              not recorded", "Endorsed by            nobody on record",
            "No reasons are recorded.", "No other options are recorded.", "No oversight of this decision is recorded.",
            "No challenge of this decision is recorded.", "No complaint that names it is recorded.",
            "  - It cites nothing that it rests on.",
        ] {
            #expect(page.contains(text), "no \(text)")
        }
    }

    @Test func `tells how it was challenged and overturned`() throws {
        let review = """
            "decision":{"position":133,"case":"case/HW-1","time":"2026-01-27T12:10:00Z","actor":"tm-1","decision":"Cut family time.","endorsed_by":[]},\
            "cited":[],"known_then":[],"arrived_later":[],"oversight":[],"absences":[],\
            "challenges":[{"position":136,"time":"2026-02-04T11:30:00Z","actor":"iro-1","actorname":"B. Quarshie","actorrole":"reviewing officer","problem":"Nobody was asked.","resolutions":[],"absence":"no resolution is recorded"}],\
            "changes":[{"change":"ended","ending":"overturned","decision":"dn-0147","position":150,"time":"2026-02-18T14:00:00Z","actor":"sm-1","actorname":"H. Pellow","reasons":"Wrong.","superseded_by":152}],\
            "next_oversight":{"position":137,"time":"2026-02-05T09:00:00Z","actor":"sm-1","actorname":"H. Pellow","days_after":9,"linked":false}
            """
        let page = DecisionPage.render(try Fixture.reply(review), look: Look(width: 160))
        #expect(page.contains("Challenge. 4 Feb 2026, 11:30 GMT, B. Quarshie, reviewing officer (entry 136): Nobody was asked."))
        #expect(page.contains("No resolution is recorded."))
        #expect(page.contains("Overturned. 18 Feb 2026, 14:00 GMT, H. Pellow (entry 150): Why: Wrong. In its place: entry 152."))
        #expect(page.contains("The next oversight of the case came 9 days after the decision, and does not name this decision"))
    }

    @Test func `in the register tells what became of it`() throws {
        let decision = """
            {"position":133,"case":"case/HW-1","time":"2026-01-27T12:10:00Z","actor":"tm-1","decision_type":"reduce_review_frequency","decision":"Less.",\
            "endorsed_by":[{"position":135,"actor":"sm-1","actorname":"H. Pellow"},{"role":"service_manager","stated_in":133}],\
            "challenged_by":[{"position":136,"actor":"iro-1","actorname":"B. Quarshie","outcome":"upheld"}],\
            "ended":{"position":150,"ending":"overturned","time":"2026-02-18T14:00:00Z","actor":"sm-1","actorname":"H. Pellow"},"superseded_by":152}
            """
        let page = DecisionsPage.render(try Fixture.reply("\"decisions\":[\(decision)]"), look: Look(width: 160))
        let words = page.split(whereSeparator: { $0 == "\n" || $0 == " " }).joined(separator: " ")
        #expect(words.contains("Reduce review frequency: Less. No reasons are recorded."))
        #expect(words.contains("Endorsed by H. Pellow (entry 135); service manager (as the decision itself says);"))
        #expect(words.contains("challenged by B. Quarshie (entry 136), outcome: upheld;"))
        #expect(words.contains("overturned on 18 Feb 2026, 14:00 GMT by H. Pellow (entry 150); entry 152 took its place."))
    }
}
