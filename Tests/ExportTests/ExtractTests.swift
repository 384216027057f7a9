import Export
import JSON
import Testing

@Suite struct `An extract for one person` {
    private func events(_ data: String...) throws -> [JSONValue] {
        try data.enumerated().map { index, data in
            try JSONDocument(Array(#"{"sequence":"0000000000000000001\#(index)","data":\#(data)}"#.utf8)).root
        }
    }

    @Test func `gives events whole where nothing is masked`() throws {
        let events = try events(#"{"details":"Robert"}"#)
        let extract = AccessExtract(events, redaction: nil, leftOut: [:])
        #expect(extract.events == events.map { Array($0.text) } && extract.isWhole == [true] && extract.withheld.isEmpty)
    }

    @Test func `says of each event what is not given of it, and why`() throws {
        let events = try events(
            #"{"person":{"name":"Robert Orr"}}"#, #"{"note_type":"third_party_information","details":"x"}"#, #"{"details":"y"}"#,
            #"{"details":"z"}"#)
        let extract = AccessExtract(events, redaction: Redaction(events), leftOut: ["12": "A court forbids it"])
        #expect(extract.isWhole == [false, false, false, true])
        #expect(extract.withheld.map(\.position) == ["10", "11", "12"])
        #expect(extract.withheld.map(\.what) == ["1 name", "what the event says, in whole", "what the event says, in whole"])
        #expect(extract.withheld[1].why.contains("outside the family") && extract.withheld[2].why == "A court forbids it")
        let given = try extract.events.map { try JSONDocument($0).root }
        #expect(given[0]["data"]?["person"]?["name"]?.string == "[third party 1]")
        #expect(given[1]["data"]?.kind == .null && given[2]["data"]?.kind == .null && given[2]["sequence"] != nil)
        #expect(extract.events[3] == Array(events[3].text))
    }
}

@Suite struct `A table of events` {
    private let event = #"""
        {"specversion":"1.0","id":"a","type":"x","subject":"case/1","zone":"north","data":{"b":{"c":"d, e","f":null},"g":[1,"h"],"i":true}}
        """#

    @Test func `has a column for each attribute and each field, in the order of their names`() throws {
        let root = try JSONDocument(Array(event.utf8)).root
        var table = FlatTable()
        table.note(root)
        let columns = Array(table.columns.dropFirst(FlatTable.first.count))
        #expect(columns == ["zone", "data.b.c", "data.g", "data.i"])
        let line = FlatTable.line(root, columns: ["id", "actor"] + columns + ["data.b.f"])
        #expect(String(decoding: line, as: UTF8.self) == "a,,north,\"d, e\",\"[1,\"\"h\"\"]\",true,\r\n")
    }

    @Test func `leaves out what only the ledger sets where another ledger is to take the event`() throws {
        let given = #"{"id":"a","sequence":"7","recordedtime":"t","postedby":"uid:0","data":{"b":1.0}}"#
        let event = try JSONDocument(Array(given.utf8)).root
        #expect(PlainEvent.cloudEvent(event) == Array(#"{"id":"a","data":{"b":1.0}}"#.utf8))
        #expect(PlainEvent.cloudEvent(try JSONDocument(Array(#"{"id":"a","data":null}"#.utf8)).root) == nil)
    }
}
