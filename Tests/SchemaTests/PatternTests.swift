import JSON
import Schema
import Testing

@Suite struct `Patterns` {
    /// A schema whose `pattern` is this expression.
    func pattern(_ source: String) throws -> CompiledSchema {
        var writer = JSONWriter()
        writer.object { $0.member("pattern", source) }
        return try CompiledSchema(try JSONDocument(writer.bytes).root, file: "test.json")
    }

    func matches(_ source: String, _ text: String) throws -> Bool {
        var writer = JSONWriter()
        writer.string(text)
        return try pattern(source).check(try JSONDocument(writer.bytes).root).isEmpty
    }

    @Test(arguments: [
        (#"^[0-9]{4}-[0-9]{2}-[0-9]{2}$"#, ["2026-03-04"], ["2026-3-04", "x2026-03-04", "2026-03-041", ""]),
        (
            #"^(case|worker|team|service)/[A-Za-z0-9._~:@+-]{1,128}$"#, ["case/1", "team/a-b", "worker/~"],
            ["case/", "cases/1", "/1", "case/a b"]
        ),
        (#"^$"#, [""], ["a"]),
        (#"^a?b*c+$"#, ["c", "abcc", "bbbc"], ["", "ab", "aabc", "cb"]),
        (#"^[^a-c]+$"#, ["xyz", "é😀"], ["xaz", ""]),
        (#"^[é-ü€]{2}$"#, ["éü", "€é"], ["é", "ab", "éýx"]),
        (#"^a{2,}\.$"#, ["aa.", "aaaa."], ["a.", "aab"]),
        (#"^a{0,2}b$"#, ["b", "aab"], ["aaab"]),
        (#"^\(\[\{\\\^\$\|\*\+\?\.\/\-$"#, [#"([{\^$|*+?./-"#], [""]),
        (#"^[\]\\^\-]+$"#, [#"]\^-"#], ["a"]),
        (#"^[-a]+[b]?$"#, ["a", "a-ab"], ["c", "b"]),
        (#"^(ab|cd)(ef|g)$"#, ["abef", "cdg"], ["ab", "abcd"]),
        (#"^😀x?$"#, ["😀", "😀x"], ["x", "😀😀"]),
    ])
    func `match all of a text`(_ source: String, _ good: [String], _ bad: [String]) throws {
        for text in good { #expect(try matches(source, text), "\(text)") }
        for text in bad { #expect(try !matches(source, text), "\(text)") }
    }

    @Test func `see through escapes`() throws {
        #expect(try pattern("^[a-c]{3}$").check(json(#""\u0061b\u0063""#)).isEmpty)
        #expect(try pattern("^[a-c]{3}$").check(json(#""\\u0061""#)).count == 1)
        #expect(try pattern("^[a-c]{3}$").check(json("7")).isEmpty)
    }

    @Test(arguments: [
        ("abc", "begins with ^"), ("^abc", "ends with $"), ("^a$b$", "only at the end"), ("^.$", "class that says which"),
        (#"^\d+$"#, #""\d" is not implemented"#), (#"^a\"#, "not implemented"), ("^[a$", "no end"), ("^[]$", "empty"),
        ("^[z-a]$", "backwards"),
        ("^[[a]$", "needs a backslash"), ("^(a|b$", "cannot stand here"), ("^(a|)$", "empty"),
        ("^(a|ab)$", "begins with the other"),
        ("^(ab)+$", "count on a group"), ("^(a(b))$", "cannot stand here"), ("^a**$", "only one count"),
        ("^a+?$", "only one count"),
        ("^*$", "cannot stand here"), ("^a{,3}$", "whole number"), ("^a{3,2}$", "is written"), ("^a{1$", "is written"),
        ("^a{99999999999999999999}$", "at most"), ("^a|b$", "cannot stand here"), ("^]$", "cannot stand here"),
        ("^a*a$", "make the two differ"), ("^[a-z]+[0-9]*x$", "make the two differ"), ("^a{1,2}(b|ac)$", "make the two differ"),
        ("^[^b]*[a-b]$", "make the two differ"), ("^[-a]+[b-]?$", "make the two differ"), (#"^(?:a)$"#, "cannot stand here"),
    ])
    func `are refused where they would need going back, or are not implemented`(_ source: String, _ reason: String) {
        let error = #expect(throws: SchemaError.self) { try pattern(source) }
        #expect(error?.pointer == "/pattern")
        #expect(error?.message.contains(reason) ?? false, "\(error?.message ?? "")")
    }
}
