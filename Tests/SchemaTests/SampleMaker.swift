import JSON

/// Makes values that a schema takes, and spoils them. Reads the schema itself, not what was compiled of it.
struct SampleMaker {
    var random: SplitMix64

    /// Texts that fit the patterns used without a format.
    private static let fitting = [
        "^[a-z0-9_.]{3,128}$": ["visit.made", "a_1"],
        "^(case|worker|team|service)/[A-Za-z0-9._~:@+-]{1,128}$": ["case/1", "worker/a~b", "team/x:y@z", "service/+-."],
        "^[A-Z]{2}[0-9]*(a|bc)$": ["ABa", "XY12bc"], "^x?[^x-z]+$": ["xa", "é😀", "b"],
    ]
    private static let texts = ["x", "Talked with Nan; \"fine\".", "é€😀", "a\nb", "0", "true", "2026-03-04", "\\", "e\u{301}"]

    mutating func make(_ schema: JSONValue) -> Sample {
        if let value = schema["const"] { return copy(value) }
        if let values = schema["enum"] { return copy(random.one(of: Array(values.elements))) }
        switch random.one(of: types(schema)) {
        case "object": return makeObject(schema)
        case "array":
            let least = Int(schema["minItems"]?.integer ?? 0)
            let count = Int.random(in: least...least + 2, using: &random)
            return .list((0..<count).map { _ in schema["items"].map { make($0) } ?? junk() })
        case "string": return .text(makeText(schema))
        case "integer": return .raw(random.one(of: ["1", "2.0", "30e-1", "10"]))
        case "number": return .raw(random.one(of: ["1", "2.5", "1.0", "7", "1e1", "0"]))
        case "boolean": return .raw(random.one(of: ["true", "false"]))
        default: return .raw("null")
        }
    }

    private func types(_ schema: JSONValue) -> [String] {
        guard let type = schema["type"] else { return ["object", "array", "string", "number", "boolean", "null"] }
        return type.string.map { [$0] } ?? type.elements.compactMap(\.string)
    }

    private mutating func makeObject(_ schema: JSONValue) -> Sample {
        let required = schema["required"]?.elements.compactMap(\.string) ?? []
        let share = random.one(of: [2, 4, 10])
        var members: [Sample.Member] = []
        for (key, property) in schema["properties"]?.members.map({ $0 }) ?? [] {
            let name = key.string ?? ""
            if required.contains(name) || random.once(in: share) { members.append(.init(name: name, value: make(property))) }
        }
        members.shuffle(using: &random)
        return .object(members)
    }

    private mutating func makeText(_ schema: JSONValue) -> String {
        switch schema["format"]?.string {
        case "date":
            return
                "20\(Int.random(in: 10...29, using: &random))-0\(Int.random(in: 1...9, using: &random))-1\(Int.random(in: 0...9, using: &random))"
        case "date-time":
            return random.one(of: ["2026-03-04T10:12:33Z", "2026-03-04t23:59:59.123456789+01:00", "2016-12-31T23:59:60Z"])
        case "uri-reference": return random.one(of: ["/ics/knowsley", "urn:x:y", "https://u@h:8/p?q#f", "", "a/b:c"])
        default: break
        }
        if let texts = schema["pattern"]?.string.flatMap({ Self.fitting[$0] }) { return random.one(of: texts) }
        return random.one(of: Self.texts)
    }

    private mutating func copy(_ value: JSONValue) -> Sample {
        value.string.map { .text($0) } ?? .raw(String(decoding: value.text, as: UTF8.self))
    }

    private mutating func junk() -> Sample {
        .raw(
            random.one(of: [
                "null", "true", "false", "0", "1", "1.0", "-1", "0.5", "1e2", "10", "11", #""""#, #""x""#, #""1""#, "[]", "{}",
                "[1]",
                #"[""]"#, #"{"x":1}"#, #"{"id":"a"}"#, #"["a","a"]"#, "[1,1.0]", "-0.0",
            ]))
    }

    /// Spoils one thing somewhere in `sample`. The outcome may still be valid: the verdicts are compared, not guessed.
    mutating func spoil(_ sample: Sample) -> Sample {
        switch sample {
        case .object(var members):
            guard !members.isEmpty, !random.once(in: 6) else { return spoilWhole(sample) }
            let place = Int.random(in: 0..<members.count, using: &random)
            switch random.one(of: [0, 1, 2, 3, 3, 3, 3]) {
            case 0: members.remove(at: place)
            case 1: members[place].name = misspelt(members[place].name)
            case 2: members.append(.init(name: random.one(of: ["", "extra", "Children", "x-y", "é"]), value: junk()))
            default: members[place].value = spoil(members[place].value)
            }
            // The same name twice is no JSON here, and no matter of the schema.
            return Set(members.map(\.name)).count == members.count ? .object(members) : sample
        case .list(var elements):
            guard !elements.isEmpty, !random.once(in: 4) else { return spoilWhole(sample) }
            let place = Int.random(in: 0..<elements.count, using: &random)
            switch random.one(of: [0, 1, 2, 2]) {
            case 0: elements.append(elements[place])
            case 1: elements.append(junk())
            default: elements[place] = spoil(elements[place])
            }
            return .list(elements)
        case .text(let text):
            switch random.one(of: [0, 1, 2, 3, 4, 5]) {
            case 0: return .text("")
            case 1: return .text(misspelt(text))
            case 2: return .text(text + random.one(of: [" ", "x", "é", "-", "9"]))
            case 3: return .text(String(repeating: text, count: 300 / max(1, text.count)))
            case 4: return .text(text.uppercased())
            default: return junk()
            }
        case .raw: return junk()
        }
    }

    private mutating func spoilWhole(_ sample: Sample) -> Sample {
        random.once(in: 2) ? junk() : random.once(in: 2) ? .list([]) : .object([])
    }

    /// A letter left out, doubled, swapped with the next, or another.
    private mutating func misspelt(_ text: String) -> String {
        var letters = Array(text.unicodeScalars)
        guard letters.count > 1 else { return text + "s" }
        let place = Int.random(in: 0..<letters.count - 1, using: &random)
        switch random.one(of: [0, 1, 2, 3]) {
        case 0: letters.remove(at: place)
        case 1: letters.insert(letters[place], at: place)
        case 2: letters.swapAt(place, place + 1)
        default: letters[place] = random.one(of: ["a", "0", "9", "/", "Z", "%", ":", "#"])
        }
        return letters.reduce(into: "") { $0.unicodeScalars.append($1) }
    }
}
