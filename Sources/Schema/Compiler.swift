import JSON

/// Turns one schema file into flat tables, and refuses what it cannot enforce.
struct Compiler {
    let file: String
    var tables = Tables()

    private static let dialect = "https://json-schema.org/draft/2020-12/schema"
    private static let rootOnly: Set<String> = ["$schema", "$id", "x-daybook"]

    init(file: String) { self.file = file }

    func refusal(_ pointer: String, _ message: String) -> SchemaError {
        SchemaError(file: file, pointer: pointer, message: message)
    }

    /// Compiles the schema at `pointer`; answers its rule's place.
    mutating func compile(_ schema: JSONValue, at pointer: String) throws(SchemaError) -> Int {
        guard schema.kind == .object else { throw refusal(pointer, "a schema is a JSON object here") }
        // Its place comes first, so that the root is always rule 0.
        let place = tables.rules.count
        tables.rules.append(Rule())
        tables.wording.append(Wording())
        var parts = Parts()
        for (key, value) in schema.members {
            let keyword = key.string ?? ""
            let here = pointer + Fault.step(keyword)
            guard pointer.isEmpty || !Self.rootOnly.contains(keyword) else {
                throw refusal(here, "\(keyword) stands only at the root of a file")
            }
            try read(keyword, value, at: here, into: &parts)
        }
        parts.wording.required = parts.required.map { name in (name, parts.properties.first { $0.name == name }?.description) }
        finish(&parts)
        tables.rules[place] = parts.rule
        tables.wording[place] = parts.wording
        return place
    }

    /// One schema's keywords, while they are read. A group of them that stays as it begins says nothing.
    struct Parts {
        var rule = Rule()
        var wording = Wording()
        var object = ObjectRule()
        var array = ArrayRule()
        var string = StringRule()
        var number = NumberRule()
        /// `properties`, by name: the rule's place and the description.
        var properties: [(name: String, rule: Int, description: String?)] = []
        var required: [String] = []
    }

    private mutating func read(
        _ keyword: String, _ value: JSONValue, at here: String, into parts: inout Parts
    ) throws(SchemaError) {
        switch keyword {
        case "$schema":
            guard value.says(Self.dialect) else { throw refusal(here, "only \"\(Self.dialect)\" is implemented") }
        case "$id", "title": _ = try text(value, at: here)
        case "description": parts.wording.description = try text(value, at: here)
        case "x-daybook": break
        case "type": parts.rule.types = try types(value, at: here)
        case "const":
            parts.rule.const = choice([value])
            parts.wording.const = shown(value)
        case "enum":
            let values = try list(value, at: here)
            guard Set(values.map(\.canonical)).count == values.count else { throw refusal(here, "a value stands here twice") }
            parts.rule.choice = choice(values)
            parts.wording.choices = values.map { $0.string ?? shown($0) }
        case "properties": try readProperties(value, at: here, into: &parts)
        case "required":
            parts.required = try names(value, at: here)
        case "additionalProperties":
            guard let isOpen = value.bool else { throw refusal(here, "only true or false is implemented") }
            parts.object.isClosed = !isOpen
        case "minProperties": parts.object.least = try count(value, at: here)
        case "maxProperties": parts.object.most = try count(value, at: here)
        case "items": parts.array.items = try compile(value, at: here)
        case "minItems": parts.array.least = try count(value, at: here)
        case "maxItems": parts.array.most = try count(value, at: here)
        case "uniqueItems":
            guard let isUnique = value.bool else { throw refusal(here, "this is true or false") }
            parts.array.isUnique = isUnique
        case "minLength": parts.string.least = try count(value, at: here)
        case "maxLength": parts.string.most = try count(value, at: here)
        case "format":
            guard let format = Format(rawValue: try text(value, at: here)) else {
                throw refusal(here, "only \(Format.allCases.map(\.rawValue).joined(separator: ", ")) are implemented")
            }
            parts.string.format = format
        case "pattern": try readPattern(value, at: here, into: &parts)
        case "minimum":
            parts.number.minimum = try number(value, at: here)
            parts.wording.minimum = shown(value)
        case "maximum":
            parts.number.maximum = try number(value, at: here)
            parts.wording.maximum = shown(value)
        case "exclusiveMinimum":
            parts.number.exclusiveMinimum = try number(value, at: here)
            parts.wording.exclusiveMinimum = shown(value)
        default: throw refusal(here, "the keyword \"\(keyword)\" is not implemented, so nothing would enforce it")
        }
    }

    private mutating func readProperties(_ value: JSONValue, at here: String, into parts: inout Parts) throws(SchemaError) {
        guard value.kind == .object else { throw refusal(here, "this is an object: a schema for each name") }
        for (key, schema) in value.members {
            let name = key.string ?? ""
            let rule = try compile(schema, at: here + Fault.step(name))
            parts.properties.append((name, rule, tables.wording[rule].description))
        }
        parts.wording.properties = parts.properties.map(\.name)
    }

    private mutating func readPattern(_ value: JSONValue, at here: String, into parts: inout Parts) throws(SchemaError) {
        let source = try text(value, at: here)
        do throws(PatternCompiler.Refusal) {
            tables.patterns.append(try PatternCompiler.compile(source))
        } catch {
            throw refusal(here, error.reason)
        }
        parts.string.pattern = tables.patterns.count - 1
        parts.wording.pattern = source
    }

    /// Gives what the keywords said its places in the tables.
    private mutating func finish(_ parts: inout Parts) {
        var object = parts.object
        if object != ObjectRule() || !parts.properties.isEmpty || !parts.required.isEmpty {
            let names =
                parts.properties.map(\.name) + parts.required.filter { name in !parts.properties.contains { $0.name == name } }
            let first = tables.members.count
            for (place, name) in names.enumerated() {
                let bit = parts.required.firstIndex(of: name).map { UInt64(1) << UInt64($0) } ?? 0
                object.required |= bit
                tables.members.append(
                    Member(rule: place < parts.properties.count ? parts.properties[place].rule : nil, required: bit))
            }
            object.names = tables.names.add(names.enumerated().map { (Array($1.utf8), first + $0) })
            parts.rule.object = tables.objects.count
            tables.objects.append(object)
        }
        if parts.array != ArrayRule() {
            parts.rule.array = tables.arrays.count
            tables.arrays.append(parts.array)
        }
        if parts.string != StringRule() {
            parts.rule.string = tables.strings.count
            tables.strings.append(parts.string)
        }
        if parts.number != NumberRule() {
            parts.rule.number = tables.numbers.count
            tables.numbers.append(parts.number)
        }
    }

    private mutating func choice(_ values: [JSONValue]) -> Int {
        let texts = values.filter { $0.kind == .string }.map(\.stringBytes)
        tables.choices.append(
            Choice(
                texts: tables.names.add(texts.enumerated().map { ($1, $0) }),
                others: Set(values.filter { $0.kind != .string }.map(\.canonical))))
        return tables.choices.count - 1
    }
}
