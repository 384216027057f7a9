import JSON
import Schema
import Testing

@Suite struct `Faults` {
    static let visit = #"""
        {"type":"object","required":["purpose","kind"],"additionalProperties":false,"properties":{
          "purpose":{"description":"Why it was made.","type":"string","minLength":1},
          "kind":{"type":"string","enum":["planned","unplanned","other"]},
          "reasons":{"type":"string","maxLength":3},
          "seen":{"type":"boolean"},"age":{"type":"integer","minimum":0,"maximum":25},"share":{"type":"number","exclusiveMinimum":0},
          "day":{"type":"string","format":"date","pattern":"^[0-9]{4}-[0-9]{2}-[0-9]{2}$"},"at":{"format":"date-time"},
          "from":{"format":"uri-reference"},"version":{"const":"1.0"},
          "children":{"type":"array","minItems":1,"maxItems":2,"uniqueItems":true,"items":{"type":"string"}},
          "by":{"description":"Who.","type":["string","object"],"minProperties":1,"properties":{"id":{"type":"string"}},"additionalProperties":false},
          "ref":{"description":"Such as a1.","pattern":"^[a-z][0-9]$"},"a/b~c":{"items":{"items":{"type":"null"}}}}}
        """#

    @Test(arguments: [
        (#""reason":"x""#, #"/reason No field has this name; did you mean "reasons"?"#),
        (#""zzzzzzzz":"x""#, "/zzzzzzzz No field has this name here."),
        (#""kind":"foo""#, #"/kind "foo" is not one of: planned, unplanned, other."#),
        (#""kind":"planed""#, #"/kind "planed" is not one of: planned, unplanned, other; did you mean "planned"?"#),
        (#""kind":7"#, "/kind A text is needed here, not a number; put it in quotes."),
        (#""seen":"true""#, "/seen True or false is needed here, not a text; write it without quotes."),
        (#""seen":"yes""#, "/seen True or false is needed here, not a text."),
        (#""seen":null"#, "/seen True or false is needed here, not null; where nothing is known, leave the field out."),
        (#""age":"12""#, "/age A whole number is needed here, not a text; write it without quotes."),
        (#""age":1.5"#, "/age A whole number is needed here, not 1.5."),
        (#""age":-1"#, "/age -1 is too small: at least 0 is needed here."),
        (#""age":26"#, "/age 26 is too large: at most 25 is taken here."),
        (#""share":0"#, "/share 0 is too small: more than 0 is needed here."),
        (#""purpose":"""#, "/purpose This is empty: at least 1 character must stand here."),
        (#""reasons":"long""#, "/reasons At most 3 characters may stand here, not 4."),
        (#""day":"2026-02-30""#, #"/day "2026-02-30" is no date; send one like 2026-03-04."#),
        (#""day":"4 March""#, #"/day "4 March" is no date; send one like 2026-03-04."#),
        (
            #""at":"2026-03-04T10:12:33""#,
            #"/at "2026-03-04T10:12:33" is no time; send a date and time with its zone, like 2026-03-04T10:12:33Z."#
        ),
        (#""from":"a b""#, #"/from "a b" is no address; send a URI or a path without spaces, like /ics/knowsley."#),
        (#""version":"0.3""#, #"/version Only "1.0" is taken here, not "0.3"."#),
        (#""children":"c1""#, #"/children A list is needed here, not a text; a single entry is a list too: ["c1"]."#),
        (#""children":[]"#, "/children This is empty: at least 1 entry must stand here."),
        (#""children":["a","b","c"]"#, "/children At most 2 entries may stand here, not 3."),
        (#""children":["a","a"]"#, "/children/1 Entry 2 says the same as an earlier one; each may stand here once."),
        (#""children":["a",{}]"#, "/children/1 A text is needed here, not an object."),
        (#""by":{}"#, "/by This is empty: at least 1 field must stand here."),
        (#""by":[]"#, "/by A text or an object is needed here, not a list."),
        (#""by":{"uid":"x"}"#, "/by/uid No field has this name here; the fields are: id."),
        (#""ref":"B1""#, #"/ref "B1" is not written as it must be (^[a-z][0-9]$). Such as a1."#),
        (#""a/b~c":[[null,null],[null,1]]"#, "/a~1b~0c/1/1 Null is needed here, not a number."),
        (
            #""kind":"\#(String(repeating: "é", count: 50))""#,
            "/kind \"\(String(repeating: "é", count: 40))…\" is not one of: planned, unplanned, other."
        ),
    ])
    func `say what would be right`(_ member: String, _ expected: String) throws {
        // What the case itself does not give is given right, so that there is one fault.
        let others = [#""purpose":"p""#, #""kind":"other""#].filter { !member.hasPrefix(String($0.prefix { $0 != ":" })) }
        #expect(try faults(Self.visit, "{" + ([member] + others).joined(separator: ",") + "}") == [expected])
    }

    @Test func `come all at once, with what is missing and why it is asked for`() throws {
        let found = try faults(Self.visit, #"{"seen":1,"by":{"id":2,"x":3},"children":[4]}"#)
        #expect(
            found == [
                "/seen True or false is needed here, not a number.",
                "/by/id A text is needed here, not a number; put it in quotes.",
                "/by/x No field has this name here; the fields are: id.",
                "/children/0 A text is needed here, not a number; put it in quotes.",
                "/purpose Missing: purpose – Why it was made.",
                "/kind Missing: kind",
            ])
    }

    @Test func `stand under the pointer given`() throws {
        let found = try schema(Self.visit).check(json(#"{"kind":1,"purpose":"p"}"#), at: "/data")
        #expect(found.map(\.pointer) == ["/data/kind"])
    }

    @Test func `are found inside a larger document`() throws {
        let event = try json(#"{"x":[1,{"y":2}],"data":{"kind":"other","purpose":"p","children":["a",1]}}"#)
        let data = try #require(event["data"])
        #expect(try schema(Self.visit).check(data, at: "/data").map(\.pointer) == ["/data/children/1"])
    }

    @Test func `end at the limit, and say so`() throws {
        let all = try schema(#"{"items":{"type":"string"}}"#).check(
            json("[" + Array(repeating: "1", count: 1000).joined(separator: ",") + "]"))
        #expect(all.count == CompiledSchema.faultLimit)
        #expect(all.last == Fault("", "More is wrong than is listed here; put this right first."))
        let some = try schema(#"{"items":{"type":"string"}}"#).check(
            json("[" + Array(repeating: "1", count: 49).joined(separator: ",") + "]"))
        #expect(some.count == 49)
        #expect(some.allSatisfy { $0.pointer != "" })
    }
}
