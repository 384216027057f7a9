import Testing
import YAML

private func read(_ text: String, limits: YAMLLimits = YAMLLimits()) throws -> YAMLNode {
    try YAMLNode(reading: Array(text.utf8), limits: limits)
}

private func fault(_ text: String, limits: YAMLLimits = YAMLLimits()) -> YAMLFault? {
    do {
        _ = try read(text, limits: limits)
        return nil
    } catch {
        return error as? YAMLFault
    }
}

@Suite struct `A text in YAML` {
    @Test func `is read with the place of every name and value`() throws {
        let root = try read(
            """
            # The pack.
            id: knowsley
            clauses:
              - id: KNO-B0.01
                says: >-
                  Staff use the seven standards
                  as the yardstick.
                limit: {value: 24, unit: hours}
            """)
        let members = try #require(root.members)
        #expect(members.map(\.name) == ["id", "clauses"])
        #expect(members.map(\.mark) == [Mark(line: 2, column: 1), Mark(line: 3, column: 1)])
        let clause = try #require(root["clauses"]?.items?.first)
        #expect(clause.mark == Mark(line: 4, column: 5))
        #expect(clause["says"]?.scalar == .text("Staff use the seven standards as the yardstick."))
        #expect(clause["limit"]?["value"] == YAMLNode(.scalar(.integer(24)), Mark(line: 8, column: 20)))
    }

    @Test(arguments: [
        ("true", YAMLScalar.boolean(true)), ("false", .boolean(false)), ("null", .null), ("", .null), ("0", .integer(0)),
        ("-12", .integer(-12)), ("1.50", .decimal("1.50")), ("2026-03-04", .text("2026-03-04")),
        ("KNO-C2.02", .text("KNO-C2.02")), ("\"yes\"", .text("yes")), ("'12:30'", .text("12:30")), ("\"\"", .text("")),
        ("'null'", .text("null")), ("\"7\"", .text("7")), ("1 week", .text("1 week")), ("2nd", .text("2nd")),
        ("-", .text("-")), ("face", .text("face")), ("...more", .text("...more")),
    ])
    func `has scalars that mean the same to every reader`(text: String, expected: YAMLScalar) throws {
        // A lone dash begins an item, so scalars are read as the value of a name; there a dash is no plain scalar either.
        let source = text == "-" ? "a: '-'" : "a: \(text)"
        #expect(try read(source)["a"]?.scalar == expected)
    }

    @Test(arguments: [
        "yes", "No", "ON", "off", "y", "N", "True", "FALSE", "Null", "~", "012", "0x1F", "0b11", "1_000", "12:30", "1e3", "+4",
        ".5", ".inf", "-.INF", ".NaN", "190:20:30", "007.5", "=",
    ])
    func `is refused where readers differ on a scalar`(text: String) throws {
        let found = try #require(fault("a: 1\nb: \(text)"))
        #expect(found.mark == Mark(line: 2, column: 4))
        #expect(found.message.contains("quotes"))
        #expect(try read("b: \"\(text)\"")["b"]?.scalar == .text(text))
    }

    @Test(arguments: [
        ("a: &x 1", "1:4", "Anchors"), ("a: 1\nb: *x", "2:4", "Anchors"), ("a: !!str 1", "1:4", "Tags"),
        ("a: !me {b: 1}", "1:4", "Tags"), ("a: {b: 1}\n<<: {c: 1}", "2:1", "Merge keys"),
        ("%YAML 1.1\n---\na: 1", "1:1", "Directives"), ("a: 1\n---\nb: 2", "2:1", "A second document"),
        ("a: 1\nb: 2\na: 3", "3:1", "\"a\" stands here a second time; the first is at 1:1."),
        ("a: {b: 1, b: 1}", "1:11", "second time"), ("1: a", "1:1", "must be text"), ("[a]: b", "1:1", "must be text"),
        ("# nothing\n", "2:1", "nothing here"), ("a: b: c", "1:5", "A colon followed by a space"),
        ("a:\n\tb: 1", "2:1", "Indent with spaces"), ("a: b\n\tc: 1", "2:1", "Indent with spaces, not with tabs."),
        ("a: [1, 2", "2:1", "bracket"), ("a: \"open", "1:", "before a quote"),
        ("- a\nb: 1", "2:1", "Check the indentation"),
    ])
    func `is refused with its place and what to do`(text: String, place: String, words: String) throws {
        let found = try #require(fault(text))
        #expect("\(found.mark)".hasPrefix(place), "\(found)")
        #expect(found.message.contains(words), "\(found)")
    }

    @Test func `is read on behind a fault, so that all of them can be told`() throws {
        let text = "a: yes\nb: &x 1\nc: *x\na: 2\n<<: {d: 1}\n7: e\nf: 012\ng: true\n"
        let document = try YAMLDocument(reading: Array(text.utf8))
        #expect(document.faults.map { $0.mark.line } == [1, 2, 3, 4, 5, 6, 7])
        #expect(document.root.members?.map(\.name) == ["a", "b", "c", "f", "g"])
        #expect(document.root["g"]?.scalar == .boolean(true))
    }

    @Test func `must be UTF-8`() throws {
        let bytes: [UInt8] = Array("a: 1\nbé: ".utf8) + [0xFF, 0x0A]
        let found = try #require(throws: YAMLFault.self) { try YAMLNode(reading: bytes) }
        #expect(found.mark == Mark(line: 2, column: 5))
        #expect(found.message.contains("Save the file as UTF-8"))
    }

    @Test func `may begin with a byte order mark`() throws {
        let text = Array("# first\na: 1\nb: 2\n".utf8)
        let (plain, marked) = (try YAMLNode(reading: text), try YAMLNode(reading: [0xEF, 0xBB, 0xBF] + text))
        #expect("\(plain)" == "\(marked)")
    }

    @Test func `has a most for bytes, depth and values`() throws {
        let limits = YAMLLimits(bytes: 40, depth: 3, nodes: 6)
        _ = try read("a: [[1]]", limits: limits)
        #expect(fault("a: [[[1]]]", limits: limits)?.message.contains("more than 3 deep") == true)
        #expect(fault("[1, 2, 3, 4, 5, 6]", limits: limits)?.message.contains("More than 6 values") == true)
        #expect(fault(String(repeating: "#", count: 41), limits: limits)?.message.contains("at most 40") == true)
    }

    @Test func `may nest as deep as it says without harm to the stack`() {
        let text = String(repeating: "[", count: 100_000)
        #expect(fault(text)?.message.contains("more than 32 deep") == true)
    }
}
