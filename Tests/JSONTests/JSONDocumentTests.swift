import JSON
import Testing

@Suite struct `A value as a document of its own` {
    @Test(arguments: [
        #"{"a":{"b":[1,{"c":"\u00e9"}],"d":"x"},"e":2}"#, #"{"a": [ true , null ] }"#, #"{"z":1,"a":"text"}"#, #"{"a":{}}"#,
    ])
    func `is what it was in the other`(_ text: String) throws {
        let value = try #require(try JSONDocument(Array(text.utf8)).root["a"])
        let own = JSONDocument(copying: value)
        let read = try JSONDocument(Array(value.text))
        #expect(own.bytes == read.bytes)
        #expect(own.nodes.count == read.nodes.count)
        for (mine, theirs) in zip(own.nodes, read.nodes) {
            #expect((mine.kind, mine.escaped) == (theirs.kind, theirs.escaped))
            #expect((mine.start, mine.end, mine.next, mine.count) == (theirs.start, theirs.end, theirs.next, theirs.count))
        }
    }
}
