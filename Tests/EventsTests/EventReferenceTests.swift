import Events
import Testing

@Suite struct `A reference to an event` {
    @Test func `is an id of the same source, or one with its source before it`() {
        #expect(EventReference("a", from: "/ics") == EventReference(source: "/ics", id: "a"))
        #expect(EventReference("/crm#a#b", from: "/ics") == EventReference(source: "/crm", id: "a#b"))
    }

    @Test func `is the bytes that the source wrote, not what Unicode has for equivalent`() {
        let one = EventReference("\u{e9}", from: "/ics")
        let two = EventReference("e\u{301}", from: "/ics")
        #expect(one != two)
        #expect(Set([one, two]).count == 2)
    }
}
