import JSON
import Testing

@Suite struct `Reading JSON` {
    func read(_ text: String) throws -> JSONValue { try JSONDocument(Array(text.utf8)).root }

    @Test func `keeps every value's bytes`() throws {
        let root = try read(#" {"a": 1.50 , "b":[true,null,{"c":"x\u00e9"}], "": {} } "#)
        #expect(root.count == 3)
        #expect(root["a"].map { String(decoding: $0.text, as: UTF8.self) } == "1.50")
        #expect(root["b"].map { Array($0.elements).count } == 3)
        #expect(root["b"]?.elements.compactMap { $0["c"]?.string } == ["xé"])
        #expect(root[""]?.kind == .object)
        #expect(root["z"] == nil)
    }

    @Test(arguments: [
        ("", 0), ("{", 1), ("[1,]", 3), (#"{"a":1,}"#, 7), (#"{"a":1 "b":2}"#, 7), ("01", 1), ("1.", 2), ("-", 1), ("1e", 2),
        ("nul", 0),
        (#""\x""#, 1), (#""\ud800""#, 1), (#""\udc00x""#, 1), ("\"\u{1}\"", 1), ("1 2", 2), (#"{"a":1,"a":2}"#, 7),
        (#"{"a":1,"\u0061":2}"#, 7), ("[[[", 3), ("\"abc", 4), ("{1:2}", 1),
    ])
    func `refuses`(_ text: String, at offset: Int) {
        let error = #expect(throws: JSONError.self) { try read(text) }
        #expect(error?.offset == offset, "\(text): \(error?.reason ?? "")")
    }

    @Test func `refuses what is not UTF-8`() {
        let error = #expect(throws: JSONError.self) { try JSONDocument([0x22, 0xC3, 0x28, 0x22]) }
        #expect(error?.offset == 1)
    }

    @Test func `stops at the depth, the length and the size it may read`() {
        let deep = String(repeating: "[", count: 65) + String(repeating: "]", count: 65)
        #expect(throws: JSONError.self) { try read(deep) }
        #expect(throws: JSONError.self) { try read(String(repeating: "1", count: 65)) }
        #expect(throws: JSONError.self) {
            try JSONDocument(Array("[1]".utf8), limits: .init(bytes: 2, depth: 4, numberLength: 4))
        }
    }

    @Test func `finds a duplicate among many members`() {
        let members = (0..<100).map { "\"k\($0)\":\($0)" } + ["\"k7\":0"]
        #expect(throws: JSONError.self) { try read("{" + members.joined(separator: ",") + "}") }
    }

    @Test(arguments: [
        ("2", 2), ("2.0", 2), ("2e0", 2), ("20e-1", 2), ("-1.50e1", -15), ("9223372036854775807", Int64.max), ("1.5", nil),
        ("1e400", nil), ("9223372036854775808", nil), ("1e18", nil), (#""2""#, nil),
    ])
    func `takes a whole number for what it is, however it is written`(text: String, number: Int64?) throws {
        #expect(try read(text).integer == number)
    }

    @Test func `compares content, not layout`() throws {
        let a = try read(#"{"a":[1,"é"],"b":null}"#)
        #expect(a.sameContent(as: try read(#"{ "b" : null, "a" : [ 1 , "\u00e9" ] }"#)))
        #expect(!a.sameContent(as: try read(#"{"a":[1.0,"é"],"b":null}"#)))
        #expect(!a.sameContent(as: try read(#"{"a":["é",1],"b":null}"#)))
        // Equivalent to Unicode, and not what was posted.
        #expect(!a.sameContent(as: try read(#"{"a":[1,"e\u0301"],"b":null}"#)))
    }

    @Test func `writes strings as RFC 8785 has them`() {
        var writer = JSONWriter()
        writer.string("\u{8}\t\n\u{c}\r\"\\/\u{1f}é€😀\u{7f}")
        #expect(String(decoding: writer.bytes, as: UTF8.self) == "\"\\b\\t\\n\\f\\r\\\"\\\\/\\u001fé€😀\u{7f}\"")
    }
}
