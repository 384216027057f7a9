import JSON
import Schema
import Testing

@Suite struct `Loading a schema` {
    @Test(arguments: [
        (#"{"oneOf":[]}"#, "/oneOf", "\"oneOf\" is not implemented"),
        (##"{"properties":{"a/b":{"items":{"$ref":"#"}}}}"##, "/properties/a~1b/items/$ref", "not implemented"),
        (#"{"properties":{"a":true}}"#, "/properties/a", "object"), (#"[]"#, "", "object"),
        (#"{"properties":[]}"#, "/properties", "object"),
        (#"{"properties":{"a":{"$id":"x"}}}"#, "/properties/a/$id", "only at the root"),
        (#"{"items":{"x-daybook":{}}}"#, "/items/x-daybook", "only at the root"),
        (#"{"$schema":"http://json-schema.org/draft-07/schema#"}"#, "/$schema", "2020-12"),
        (#"{"type":"text"}"#, "/type", "one of: string"), (#"{"type":[]}"#, "/type", "not empty"),
        (#"{"type":["string","string"]}"#, "/type", "twice"), (#"{"type":1}"#, "/type", "list"),
        (#"{"enum":[]}"#, "/enum", "not empty"), (#"{"enum":[1,1.0]}"#, "/enum", "twice"), (#"{"enum":"a"}"#, "/enum", "list"),
        (#"{"required":["a","a"]}"#, "/required", "twice"), (#"{"required":[1]}"#, "/required", "text"),
        (#"{"additionalProperties":{}}"#, "/additionalProperties", "true or false"),
        (#"{"uniqueItems":1}"#, "/uniqueItems", "true or false"),
        (#"{"minLength":-1}"#, "/minLength", "0 or more"), (#"{"maxItems":"3"}"#, "/maxItems", "0 or more"),
        (#"{"minProperties":1.5}"#, "/minProperties", "0 or more"), (#"{"minimum":"1"}"#, "/minimum", "number"),
        (#"{"format":"email"}"#, "/format", "date, date-time, uri-reference"), (#"{"title":1}"#, "/title", "text"),
        (#"{"description":null}"#, "/description", "text"), (#"{"items":[]}"#, "/items", "object"),
        (#"{"pattern":1}"#, "/pattern", "text"),
    ])
    func `refuses what it would not enforce, with the place`(_ text: String, _ pointer: String, _ message: String) {
        let error = #expect(throws: SchemaError.self) { try schema(text) }
        #expect(error?.pointer == pointer)
        #expect(error?.message.contains(message) ?? false, "\(error?.message ?? "")")
        #expect(error?.description == "test.json\(pointer.isEmpty ? "" : "#" + pointer): \(error?.message ?? "")")
    }

    @Test func `refuses more required members than it can count`() {
        let names = (0..<65).map { "\"f\($0)\"" }.joined(separator: ",")
        let error = #expect(throws: SchemaError.self) { try schema("{\"properties\":{\"a\":{\"required\":[\(names)]}}}") }
        #expect(error?.pointer == "/properties/a/required")
    }

    @Test func `keeps what the catalogue needs`() throws {
        let schema = try schema(
            #"{"$schema":"https://json-schema.org/draft/2020-12/schema","$id":"urn:x","title":"T","description":"D","x-daybook":{"a":1}}"#
        )
        #expect(schema.id == "urn:x")
        #expect(schema.title == "T")
        #expect(schema.description == "D")
        #expect(schema.annotation?["a"]?.integer == 1)
        #expect(try Schema.CompiledSchema(json("{}"), file: "").annotation == nil)
    }
}
