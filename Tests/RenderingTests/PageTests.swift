import Events
import JSON
import Rendering
import Testing

@Suite struct `A page` {
    private let look = Look(width: 100)

    private func entry(_ position: Int, _ more: String) -> String {
        """
        {"position":\(position),"type":"visit.made","time":"2026-03-04T10:12:33Z","timeprecision":"instant","actor":"sw-1",\
        "actorname":"A. Patel","actorrole":"social_worker","summary":"Visit (child protection)"\(more)}
        """
    }

    @Test func `ends with what it rests on`() throws {
        let page = HistoryPage.render(try Fixture.reply("\"entries\":[]"), look: look)
        #expect(page.hasSuffix("\nAs known at 4 Mar 2026, 10:12 GMT (ledger size 812, root aBcDeFgHiJkL…).\n"))
        let asked = Asked("HW-1", knownAt: Instant("2026-03-01T23:59:59Z"), byEntryTimes: true, asAt: Day("2026-02-28"))
        let past = HistoryPage.render(try Fixture.reply("\"entries\":[]", asked: asked), look: Look(width: 160))
        #expect(
            past.hasSuffix(
                "As known at 1 Mar 2026, 23:59 GMT by the source systems' own entry times (ledger size 812, root aBcDeFgHiJkL…). As things stood on 28 Feb 2026.\n"
            ))
    }

    @Test func `of a part of the record says which part, and denies nothing of the rest`() throws {
        var asked = Asked("HW-1")
        (asked.from, asked.to) = ("2025-09-01", "2025-11-20")
        asked.filters = ["by tm-11"]
        let wide = Look(width: 200)
        let empty = "\"entries\":[],\"visits\":[],\"oversight\":[],\"decisions\":[]"
        let reply = try Fixture.reply(empty, asked: asked)
        for page in [
            HistoryPage.render(reply, look: wide), ChronologyPage.render(reply, look: wide),
            OversightPage.render(reply, look: wide), VisitsPage.render(reply, look: wide),
            DecisionsPage.render(reply, look: wide),
        ] {
            #expect(page.contains("HW-1, by tm-11, 1 Sep 2025 to 20 Nov 2025: no entries\n"))
            #expect(page.contains(" is recorded of what was asked for (by tm-11, 1 Sep 2025 to 20 Nov 2025)."))
            #expect(!page.contains("is recorded.\n"))
        }
        asked = Asked("HW-1")
        asked.from = "2025-09-01"
        #expect(
            HistoryPage.render(try Fixture.reply("\"entries\":[]", asked: asked), look: wide).contains(
                "HW-1, from 1 Sep 2025 on:"))
    }

    @Test func `about a name that nobody bears does not sound like praise`() throws {
        let said = "No team \\\"X1\\\" is on record."
        let reply = try Fixture.reply(
            "\"findings\":[],\"counts\":[],\"events\":[],\"total\":0,\"pack\":\"p\",\"as_at\":\"2026-03-04\",\"unknown\":[\"\(said)\"]"
        )
        for page in [
            OverduePage.render(reply, isSoon: false, look: look), CountsPage.render(reply, look: look),
            HistoryPage.person(reply, look: look),
        ] {
            #expect(page.contains("No team \"X1\" is on record."))
            #expect(!page.contains("Nothing") && !page.contains("No entry is recorded"))
        }
        var asked = Asked("p")
        asked.filters = ["team X1"]
        let limited = try Fixture.reply("\"findings\":[],\"total\":0,\"pack\":\"p\",\"as_at\":\"2026-03-04\"", asked: asked)
        #expect(
            OverduePage.render(limited, isSoon: false, look: look).contains("standards p, team X1, as at 4 Mar 2026: no findings")
        )
    }

    @Test func `of an empty ledger says so`() throws {
        let answer = try Fixture.json("{\"entries\":[],\"basis\":{\"size\":0,\"root\":\"x\",\"recordedtime\":null}}")
        let page = HistoryPage.render(Reply(answer), look: look)
        #expect(page.contains("No entry is recorded."))
        #expect(page.hasSuffix("As known at the beginning (the ledger was empty).\n"))
    }

    @Test(arguments: [
        (",\"late\":true,\"lag_working_days\":12", "Written up 12 working days later."),
        (",\"late\":true,\"lag_working_days\":1", "Written up 1 working day later."),
        (",\"corrected_by\":[14]", "Corrected by entry 14."),
        (",\"corrected_by\":[14],\"restated\":true", "Stated anew by entry 14."),
        (",\"corrects\":3", "States anew entry 3."),
        (",\"withdrawn_by\":[14,15]", "Withdrawn by entries 14 and 15."),
        (",\"contradicts\":[9]", "Entry 9 says otherwise."),
        (",\"same_text_as\":4", "The same words as entry 4."),
        (",\"cross_reference\":\"case/HW-2\"", "On the file of case HW-2."),
        (",\"late\":true,\"lag_working_days\":6,\"contradicts\":[9]", "Written up 6 working days later; entry 9 says otherwise."),
    ])
    func `says on a line what a reader must not miss`(members: String, note: String) throws {
        let page = HistoryPage.render(try Fixture.reply("\"entries\":[\(entry(7, members))]"), look: Look(width: 140))
        #expect(page.contains(note))
    }

    @Test func `leaves lines alone that have nothing to note`() throws {
        let members =
            ",\"late\":false,\"lag_working_days\":2,\"corrected_by\":[],\"withdrawn_by\":[],\"contradicts\":[],\"corrects\":null"
        let page = HistoryPage.render(try Fixture.reply("\"entries\":[\(entry(7, members))]"), look: Look(width: 140))
        #expect(
            page.contains("    7  4 Mar 2026, 10:12 GMT  A. Patel, social worker  Visit (child protection)\n\nAs known at"))
    }

    @Test func `that was cut says that there is more`() throws {
        let answer = try Fixture.json("{\"entries\":[\(entry(1, ""))],\"next\":\"5.1\"}")
        let page = HistoryPage.render(Reply([answer], asked: Asked("HW-1"), isCut: true), look: look)
        #expect(page.hasPrefix("History of case HW-1: the first 1 entry\n"))
        #expect(page.contains("There are more than these 1. Ask with a higher --limit"))
    }

    @Test func `of several answers shows the entries of all`() throws {
        let pages = try [1, 2].map { try Fixture.json("{\"entries\":[\(entry($0, ""))],\(Fixture.basis)}") }
        let page = HistoryPage.render(Reply(pages, asked: Asked("HW-1")), look: look)
        #expect(page.hasPrefix("History of case HW-1: 2 entries\n"))
        #expect(page.contains("\n    1  ") && page.contains("\n    2  "))
    }

    @Test func `does not invent an author`() throws {
        let unknown =
            "{\"position\":1,\"time\":\"2019-01-01T00:00:00Z\",\"timeprecision\":\"year\",\"actor\":\"unknown\",\"actorrole\":\"unknown\",\"summary\":\"Note\"}"
        let page = HistoryPage.render(try Fixture.reply("\"entries\":[\(unknown)]"), look: look)
        #expect(page.contains("1  2019  author not known  Note\n"))
    }

    @Test func `shows controls in a record as what they are`() throws {
        let evil = "{\"position\":1,\"time\":\"2026-03-04\",\"actor\":\"x\",\"summary\":\"ok\\u001b[2Jgone\"}"
        let page = HistoryPage.render(try Fixture.reply("\"entries\":[\(evil)]"), look: look)
        #expect(!page.contains("\u{1B}"))
        #expect(page.contains("ok\u{FFFD}[2Jgone"))
    }

    @Test func `of visits says who was seen, and why not alone`() throws {
        let seen = ",\"child_seen\":true,\"seen_alone\":false,\"seen_alone_reason_not\":\"too_young\",\"children\":[\"ch-1\"]"
        let attempted = entry(9, ",\"outcome\":\"nobody_in\"").replacingType("visit.attempted")
        let gap = "\"longest_gap\":{\"says\":\"No visit is recorded between 1 May 2026 and 9 June 2026 (39 days).\"}"
        let reply = try Fixture.reply(
            "\"visits\":[\(entry(8, seen)),\(attempted)],\(gap),\"absences\":[\"No visit alone is recorded.\"]")
        let page = VisitsPage.render(reply, look: Look(width: 160))
        #expect(page.contains("ch-1: seen, not"))
        #expect(page.contains("alone: too young"))
        #expect(page.contains("not made: nobody in"))
        #expect(page.contains("The longest gap: No visit is recorded between 1 May 2026 and 9 June 2026 (39 days)."))
        #expect(page.contains("No visit alone is recorded."))
    }

    @Test func `of no visits or oversight says that there are none`() throws {
        #expect(VisitsPage.render(try Fixture.reply("\"visits\":[]"), look: look).contains("No visit is recorded."))
        let absent = "\"oversight\":[],\"absences\":[\"No management oversight is recorded.\"]"
        #expect(
            OversightPage.render(try Fixture.reply(absent), look: look).contains("No management oversight is recorded."))
    }

    @Test func `of a chronology says why, and who chose it`() throws {
        let line = """
            {"position":5,"time":"2026-03-04T10:12:33Z","event":"Child reported missing","significance":"In danger.",\
            "chosen_by":["rule"],"reasons":[{"significance":"Missing after dark.","chosen_by":{"id":"sw-1","name":"A. Patel","role":"social worker"}},\
            {"significance":"In danger.","chosen_by":"rule"}],"source_positions":[5,7,9]}
            """
        let page = ChronologyPage.render(try Fixture.reply("\"entries\":[\(line)]"), look: look)
        #expect(page.contains("Why: Missing after dark. (chosen by A. Patel, social worker)"))
        #expect(page.contains("Why: In danger. (by rule)"))
        #expect(page.contains("Rests also on entries 7 and 9."))
    }

    @Test func `of a case says what is in force and what is not on record`() throws {
        let state = """
            "state":{"statuses":[{"status":"looked_after","since":"2025-12-08T00:00:00Z","timeprecision":"day","position":101,"children":["ch-1"]}],\
            "plans":[],"placement":null,"allocated":{"allocated_worker":null},"last_visit":null,\
            "absences":["No visit is recorded."],"events":2,"first_time":"2025-06-03T08:25:00Z","last_time":"2025-06-04T08:25:00Z"}
            """
        let page = CasePage.render(try Fixture.reply(state), look: look)
        #expect(page.contains("Status              looked after, ch-1, since 8 Dec 2025 (entry 101)"))
        #expect(page.contains("Plan                none on record"))
        #expect(page.contains("Allocated worker        nobody on record"))
        #expect(page.contains("Last visit                never, as far as is recorded"))
        #expect(page.contains("  - No visit is recorded."))
        #expect(page.contains("The record: 2 entries, from 3 Jun 2025 to 4 Jun 2025."))
    }

    @Test func `of one new event is one line`() throws {
        let event = try Fixture.json(
            """
            {"sequence":"00000000000000000812","time":"2026-03-04T10:12:33Z","subject":"case/HW-1","type":"decision.made",\
            "actor":"sw-1","actorname":"A. Patel","actorrole":"team manager","data":{"decision":"Hold a strategy\\ndiscussion tomorrow morning at nine."}}
            """)
        #expect(
            EventLine.render(event, look: look)
                == "812  4 Mar 2026, 10:12 GMT  case HW-1  decision made  A. Patel, team manager  Hold a strategy…\n")
    }

    @Test func `of a rebuild says what was done`() throws {
        let reply = Reply(try Fixture.json("{\"rebuilt\":[{\"view\":\"decisions\",\"events\":1204,\"seconds\":1.24}]}"))
        #expect(RebuildPage.render(reply, look: look) == "Rebuilt decisions from 1,204 events in 1.2 seconds.\n")
    }

    @Test func `of the daemon's status shows every member`() throws {
        let reply = try Fixture.reply(
            "\"status\":\"serving\",\"waiting_events\":12000,\"views\":[{\"view\":\"types\",\"behind\":0}]")
        let page = StatusPage.render(reply, look: look)
        #expect(page.contains("Waiting events          12,000"))
        #expect(page.contains("  Types                   up to date"))
    }
}

extension String {
    fileprivate func replacingType(_ type: String) -> String {
        let parts = split(separator: "visit.made", maxSplits: 1, omittingEmptySubsequences: false)
        return parts.joined(separator: type)
    }
}
