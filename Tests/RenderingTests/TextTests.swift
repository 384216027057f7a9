import Testing

@testable import Rendering

@Suite struct `Text on a screen` {
    @Test func `is broken between words`() {
        #expect("The child was seen alone.".wrapped(to: 10) == ["The child", "was seen", "alone."])
        #expect("one\n\ntwo".wrapped(to: 10) == ["one", "", "two"])
        #expect("".wrapped(to: 10) == [""])
    }

    @Test func `is broken within a word that is too long`() {
        #expect("abcdefghij kl".wrapped(to: 4) == ["abcd", "efgh", "ij", "kl"])
    }

    @Test func `counts the columns that characters take`() {
        #expect(DisplayWidth.of("Zoë") == 3)
        #expect(DisplayWidth.of("Zoe\u{308}") == 3)
        #expect(DisplayWidth.of("家族") == 4)
        #expect("家族会議".wrapped(to: 5) == ["家族", "会議"])
    }

    @Test func `cannot move the cursor or turn the reading direction`() {
        #expect("a\u{1B}[31mb\u{7}".safe == "a\u{FFFD}[31mb\u{FFFD}")
        #expect("a\u{202E}b\tc\r\nd".safe == "a\u{FFFD}b c\nd")
        #expect("plain".safe == "plain")
        #expect("a\u{200B}b\u{200F}".safe == "a\u{FFFD}b\u{FFFD}")
        #expect("a\r\nb".safeLine == "a b")
    }

    @Test func `goes to a terminal with the signs of a page and no others`() {
        let page = Look(colour: true)
        #expect(
            (page.heading("a") + page.note("b") + page.faint("c")).shown == page.heading("a") + page.note("b") + page.faint("c"))
        #expect("\u{1B}[31mred\u{1B}]0;title\u{7}\u{1B}".shown == "\u{FFFD}[31mred\u{FFFD}]0;title\u{FFFD}\u{FFFD}")
        #expect("plain\n".shown == "plain\n")
    }

    @Test func `of a field's name stays on its line`() {
        var sheet = Sheet(Look(width: 80))
        sheet.field("k\u{1B}[31m\nFAKE", "said")
        #expect(sheet.text == "  k\u{FFFD}[31m FAKE         said\n")
    }

    @Test(arguments: [40, 60, 100, 140])
    func `in a table never runs over the edge`(width: Int) {
        var table = Table([.init("No", isNumber: true), .init("Who", most: 20), .init("What")])
        table.add(
            ["12", "A. Patel, team manager of the second assessment team", "Visit made to the family home, unannounced"],
            notes: ["Written up 12 working days later."])
        table.add(["3", "B", "Short"])
        let lines = table.lines(Look(width: width))
        #expect(lines.allSatisfy { DisplayWidth.of($0) <= width })
        #expect(lines.joined(separator: " ").contains("Short"))
    }

    @Test func `stands in columns, numbers to the right, notes below`() {
        var table = Table([.init("No", isNumber: true), .init("What")])
        table.add(["7", "Seen"], notes: ["Late."])
        table.add(["12", "Not seen"])
        #expect(table.lines(Look(width: 60)) == ["No  What", " 7  Seen", "    Late.", "12  Not seen"])
    }

    @Test func `has colour only where it is wanted`() {
        var sheet = Sheet(Look(width: 60, colour: true))
        sheet.title("Title")
        #expect(sheet.text == "\u{1B}[1mTitle\u{1B}[0m\n")
        sheet = Sheet(Look(width: 60))
        sheet.title("Title")
        #expect(sheet.text == "Title\n")
    }

    @Test func `of numbers and lists is as an English reader writes them`() {
        #expect(Plain.grouped(1_234_567) == "1,234,567")
        #expect(Plain.grouped(812) == "812")
        #expect(Plain.grouped(-1234) == "-1,234")
        #expect(Plain.grouped(-123) == "-123")
        #expect(Plain.list(["1", "2", "3"]) == "1, 2 and 3")
        #expect(Plain.words("section_47_enquiry") == "section 47 enquiry")
        #expect(Plain.count(1, "day") == "1 day")
        #expect(Plain.count(12, "day") == "12 days")
    }

    @Test func `of data is plain`() throws {
        #expect(Plain.value(try Fixture.json("[\"team_manager\",\"iro\"]")) == "team manager, iro")
        #expect(Plain.value(try Fixture.json("[\"A first thing, and more\",\"B\"]")) == "A first thing, and more; B")
        #expect(Plain.value(try Fixture.json("{\"value\":6,\"unit\":\"working_days\"}")) == "6 working days")
        #expect(Plain.value(try Fixture.json("{\"name\":\"A. Patel\",\"role\":\"team_manager\"}")) == "A. Patel, team manager")
        #expect(Plain.value(try Fixture.json("\"2026-03-04\"")) == "4 Mar 2026")
        #expect(Plain.value(try Fixture.json("true")) == "yes")
        #expect(Plain.value(try Fixture.json("[]")) == nil)
        #expect(Plain.value(try Fixture.json("null")) == nil)
    }
}
