import JSON
import Schema
import Testing

@Suite struct `Keywords` {
    static let accepted: [(schema: String, values: [String])] = [
        (#"{}"#, ["1", "null", "{}", "[]", #""""#, "true"]),
        (#"{"type":"string"}"#, [#""""#, #""x""#]),
        (#"{"type":"integer"}"#, ["1", "-0", "1.0", "1e3", "10e-1", "1.50e2", "0.0", "123456789012345678901234567890"]),
        (#"{"type":"number"}"#, ["1", "1.5", "1e-9"]),
        (#"{"type":["null","boolean"]}"#, ["null", "true", "false"]),
        (#"{"type":["string","array"],"items":{"type":"string"},"minLength":1}"#, [#""x""#, "[]", #"["",""]"#]),
        (#"{"const":"1.0"}"#, [#""1.0""#, #""1\u002e0""#]),
        (#"{"const":1}"#, ["1", "1.0", "10e-1", "0.1e1"]),
        (#"{"const":{"a":[1,"é"],"b":null}}"#, [#"{"b":null,"a":[1.0,"\u00e9"]}"#]),
        (#"{"enum":["a","b",1,null,false,[],{}]}"#, [#""a""#, #""\u0062""#, "1.0", "null", "false", "[ ]", "{ }"]),
        (#"{"enum":[0]}"#, ["0", "-0", "0.0", "0e7"]),
        (#"{"minLength":2}"#, [#""ab""#, "1", "[]", #""é€""#, #""\u00e9\n""#, #""😀😀""#]),
        (#"{"maxLength":2}"#, [#""😀😀""#, #""\ud83d\ude00\ud83d\uDE00""#, #""\\\"""#, #""e\u0301""#, "123"]),
        (#"{"minItems":1,"maxItems":2}"#, ["[1]", "[[],[]]", "{}", #""""#]),
        (
            #"{"uniqueItems":true}"#,
            ["[]", "[1,2]", #"[1,"1",true,"true",[1],{"a":1},{"a":2}]"#, "[0,false,null]", #"["a,b","a","b"]"#]
        ),
        (#"{"uniqueItems":false}"#, ["[1,1]"]),
        (#"{"minProperties":1,"maxProperties":2}"#, [#"{"a":1}"#, #"{"a":1,"b":1}"#, "[]"]),
        (#"{"minimum":1,"maximum":10}"#, ["1", "1.0", "10", "1e1", "9.99999999999999999999", #""0""#]),
        (#"{"exclusiveMinimum":0}"#, ["0.0000000000000000000000001", "1e-300", "1"]),
        (#"{"minimum":-1.5}"#, ["-1.5", "-1.49", "-1", "0", "15e-1"]),
        (#"{"required":["a"]}"#, [#"{"a":null}"#, #"{"\u0061":null,"b":1}"#, "[]", "1"]),
        (#"{"properties":{"a":{"type":"string"}}}"#, ["{}", #"{"b":1}"#, #"{"a":""}"#]),
        (#"{"properties":{"a":{}},"additionalProperties":false}"#, ["{}", #"{"a":{"x":1}}"#, #"{"\u0061":1}"#, "[1]"]),
        (#"{"properties":{"":{"const":1},"a/b":{},"é":{}},"additionalProperties":false}"#, [#"{"":1,"a/b":2,"\u00e9":3}"#]),
        (#"{"additionalProperties":true}"#, [#"{"a":1}"#]),
        (#"{"items":{"type":"integer"}}"#, ["[]", "[1,2.0]", #"{"a":"b"}"#]),
        (#"{"format":"date"}"#, [#""2024-02-29""#, #""0001-01-01""#, "1", #""2026\u002d03-04""#]),
        (#"{"format":"date-time"}"#, [#""2026-03-04T10:12:33Z""#, #""2026-03-04t10:12:33.5+01:00""#]),
    ]

    static let refused: [(schema: String, values: [String])] = [
        (#"{"type":"string"}"#, ["1", "null", "[]", "{}", "true"]),
        (#"{"type":"integer"}"#, ["1.5", "1e-1", #""1""#, "0.1e0", "123456789012345678901234567890.5"]),
        (#"{"type":["null","boolean"]}"#, ["0", #""""#, "[]"]),
        (#"{"type":["string","array"],"items":{"type":"string"},"minLength":1}"#, [#""""#, "[1]", "{}"]),
        (#"{"const":"1.0"}"#, ["1.0", #""1""#, #""1.0 ""#]),
        (#"{"const":{"a":1}}"#, [#"{"a":1,"b":1}"#, "{}", #"{"a":"1"}"#, "[1]"]),
        (#"{"enum":["a",1,[]]}"#, [#""A""#, #""""#, "true", "[[]]", "null", #""1""#, "{}"]),
        (#"{"enum":[0,""]}"#, ["false", "null", "[]"]),
        (#"{"minLength":2}"#, [#""😀""#, #""\ud83d\ude00""#, #""\n""#, #""""#, #""€""#]),
        (#"{"maxLength":2}"#, [#""abc""#, #""\u0061\u0062\u0063""#, #""e\u0301x""#]),
        (#"{"minItems":1,"maxItems":2}"#, ["[]", "[1,2,3]"]),
        (
            #"{"uniqueItems":true}"#,
            ["[1,1.0]", #"["a","\u0061"]"#, #"[{"a":1,"b":2},{"b":2,"a":1.0}]"#, "[[],[]]", "[null,null]"]
        ),
        (#"{"minProperties":1,"maxProperties":2}"#, ["{}", #"{"a":1,"b":1,"c":1}"#]),
        (#"{"minimum":1,"maximum":10}"#, ["0", "0.99999999999999999999999", "-10", "10.00000000000000000000001", "1e2"]),
        (#"{"exclusiveMinimum":0}"#, ["0", "-0.0", "-1e-300"]),
        (#"{"minimum":-1.5}"#, ["-1.50001", "-2", "-1e9"]),
        (#"{"required":["a","b"]}"#, ["{}", #"{"a":1}"#, #"{"b":1}"#, #"{"A":1,"b":1}"#]),
        (#"{"properties":{"a":{"type":"string"}}}"#, [#"{"a":1}"#, #"{"\u0061":1}"#]),
        (#"{"properties":{"a":{}},"additionalProperties":false}"#, [#"{"b":1}"#, #"{"":1}"#, #"{"a ":1}"#]),
        (#"{"properties":{"a":{}},"required":["b"],"additionalProperties":false}"#, [#"{"a":1}"#, #"{"b":1}"#]),
        (#"{"items":{"type":"integer"}}"#, ["[1,2.5]", "[[]]"]),
        (#"{"format":"date"}"#, [#""2026-02-29""#, #""2026-3-4""#, #""2026-03-04 ""#, #""""#, #""0000-01-01""#]),
        (#"{"format":"date-time"}"#, [#""2026-03-04T10:12:33""#, #""2026-03-04""#, #""2026-03-04 10:12:33Z""#]),
    ]

    @Test(arguments: accepted)
    func `accept`(_ text: String, _ values: [String]) throws {
        let schema = try schema(text)
        for value in values { #expect(schema.check(try json(value)).isEmpty, "\(value) under \(text)") }
    }

    @Test(arguments: refused)
    func `refuse`(_ text: String, _ values: [String]) throws {
        let schema = try schema(text)
        for value in values { #expect(!schema.check(try json(value)).isEmpty, "\(value) under \(text)") }
    }

    @Test(arguments: [
        "/ics/knowsley", "", "a", "https://example.org:8080/a%20b?c=d/?e#f?/", "urn:daybook:event", "//[::1]:80/", "mailto:a@b.c",
        "http://[2001:db8::192.0.2.1]/", "//[v1.a:b]", "./a:b", "?q", "#f", "http://u:p@h:/", "a/b:c", "//h:80",
    ])
    func `a URI reference is`(_ text: String) throws {
        #expect(try faults(#"{"format":"uri-reference"}"#, "\"\(text)\"").isEmpty)
    }

    @Test(arguments: [
        "a b", "é", "1a:b", ":a", "%zz", "a%2", "#a#b", "//[::1", "//[1:2]/", "//[::1::2]/", "//[v1.]", "http://a b/", "<a>",
        "//[::256.0.0.1]", "{x}", "a|b", "//h:8a@b:x", "//[12345::]",
    ])
    func `no URI reference is`(_ text: String) throws {
        #expect(try faults(#"{"format":"uri-reference"}"#, "\"\(text)\"").count == 1)
    }

    @Test func `many names are told apart`() throws {
        let names = (0..<500).map { "field_\($0)" }
        let properties = names.map { "\"\($0)\":{\"const\":\"\($0)\"}" }.joined(separator: ",")
        let schema = try schema("{\"properties\":{\(properties)},\"additionalProperties\":false}")
        let members = names.map { "\"\($0)\":\"\($0)\"" }.joined(separator: ",")
        #expect(schema.check(try json("{\(members)}")).isEmpty)
        #expect(schema.check(try json("{\(members),\"field_500\":1,\"field\":2}")).map(\.pointer) == ["/field_500", "/field"])
    }

    @Test func `sixty-four required members are all looked for`() throws {
        let names = (0..<64).map { "\"f\($0)\"" }
        let schema = try schema("{\"required\":[\(names.joined(separator: ","))]}")
        for left in names {
            let members = names.filter { $0 != left }.map { "\($0):1" }.joined(separator: ",")
            #expect(schema.check(try json("{\(members)}")).map { "\"\($0.pointer.dropFirst())\"" } == [left])
        }
    }
}
