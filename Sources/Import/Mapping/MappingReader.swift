import Events
import YAML

/// Reads a mapping file, and explains every mistake in it at once.
struct MappingReader {
    private(set) var faults: [MappingFault] = []
    /// What `{NAME}` in the source stands for, from who imports.
    private let parameters: [String: String]
    private let types: KnownTypes?
    private var columns: [RowMapping.Column] = []
    private var numbers: [String: Int] = [:]
    private(set) var values: [String: RowMapping.ValueTable] = [:]
    /// What the codes of a table become, as it stands in the file.
    private(set) var codes: [String: [YAMLNode]] = [:]
    /// Names of the event rules read so far.
    private var rules: Set<String> = []

    init(parameters: [String: String], types: KnownTypes?) {
        self.parameters = parameters
        self.types = types
    }

    /// The mapping; nil where there are faults.
    mutating func read(_ root: YAMLNode) -> (mapping: RowMapping, separator: UInt8)? {
        let top = members(
            root, "a mapping",
            ["title", "source", "subject", "separator", "keep", "entered", "columns", "values", "events", "about"])
        for name in ["title", "source", "subject", "columns", "events"] where top[name] == nil {
            fault(root, "The mapping has no \(name).")
        }
        readColumns(top["columns"])
        readValues(top["values"])
        let source = source(top["source"])
        let subject = template(top["subject"]) ?? Template(parts: [])
        var mapping = RowMapping(
            title: text(top["title"]) ?? "", source: source, columns: columns, subject: subject, entered: nil, events: [])
        mapping.keeps = keep(top["keep"])
        if let entered = top["entered"] { mapping.entered = time(entered) }
        mapping.values = values
        for node in items(top["events"], "events") {
            if let rule = event(node) { mapping.events.append(rule) }
        }
        let separator = separator(top["separator"])
        return faults.isEmpty ? (mapping, separator) : nil
    }

    mutating func fault(_ node: YAMLNode, _ message: String) { add(MappingFault(node.mark, message)) }

    mutating func add(_ fault: MappingFault) { faults.append(fault) }

    // MARK: Parts of the top

    private mutating func source(_ node: YAMLNode?) -> String {
        guard let node, var source = text(node) else { return "" }
        for (name, value) in parameters { source = source.replacing("{\(name)}", with: value) }
        if let open = source.firstIndex(of: "{") {
            let name = source[source.index(after: open)...].prefix { $0 != "}" }
            fault(node, "The source has {\(name)}; say what it stands for with --set \(name)=VALUE.")
        }
        if !source.hasPrefix("/") || source.contains("#") || source.contains(" ") {
            fault(node, "A source begins with / and has no # and no blanks, as /ssd/cp-visits.")
        }
        return source
    }

    private mutating func keep(_ node: YAMLNode?) -> String? {
        guard let node else { return nil }
        if case .scalar(.boolean(false)) = node.content { return nil }
        guard let prefix = text(node), (2...8).contains(prefix.utf8.count),
            prefix.utf8.allSatisfy({ (UInt8(ascii: "a")...UInt8(ascii: "z")).contains($0) })
        else {
            fault(node, "keep is 2 to 8 small letters, with which the attributes begin in which cells are kept; or false.")
            return nil
        }
        return prefix
    }

    private mutating func separator(_ node: YAMLNode?) -> UInt8 {
        guard let node, let text = text(node) else { return UInt8(ascii: ",") }
        guard let separator = CSVSeparator.all.first(where: { $0.name == text })?.byte else {
            fault(node, "separator is \",\", \";\", \"|\" or tab.")
            return UInt8(ascii: ",")
        }
        return separator
    }

    private mutating func readColumns(_ node: YAMLNode?) {
        for item in items(node, "columns") {
            var column = RowMapping.Column(name: "")
            if item.scalar != nil {
                column.name = text(item) ?? ""
            } else {
                let parts = members(item, "a column", ["name", "others", "needed", "keep", "as"])
                column.name = parts["name"].flatMap { text($0) } ?? ""
                column.others = items(parts["others"], "others").compactMap { text($0) }
                column.isNeeded = parts["needed"].flatMap { flag($0) } ?? false
                column.isKept = parts["keep"].flatMap { flag($0) } ?? true
                column.short = parts["as"].flatMap { text($0) }
                if parts["name"] == nil { fault(item, "A column has a name.") }
            }
            guard numbers[column.name] == nil else {
                fault(item, "The column \(column.name) stands twice.")
                continue
            }
            numbers[column.name] = columns.count
            columns.append(column)
        }
    }

    private mutating func readValues(_ node: YAMLNode?) {
        guard let node else { return }
        guard let tables = node.members else {
            fault(node, "values holds tables of codes by their names.")
            return
        }
        for table in tables {
            let parts = members(table.value, "a table of codes", ["codes", "otherwise"])
            var read = RowMapping.ValueTable(values: [:])
            for code in parts["codes"]?.members ?? [] { read.values[code.name] = Self.constant(code.value) }
            codes[table.name] = (parts["codes"]?.members ?? []).map(\.value) + [parts["otherwise"]].compactMap(\.self)
            if read.values.isEmpty { fault(table.value, "The table \(table.name) has no codes.") }
            read.otherwise = parts["otherwise"].flatMap { Self.constant($0) }
            values[table.name] = read
        }
    }

    // MARK: Small parts

    /// The members of a mapping by name; with a fault for each that is unknown.
    mutating func members(_ node: YAMLNode, _ what: String, _ known: Set<String>) -> [String: YAMLNode] {
        guard let members = node.members else {
            fault(node, "Here \(what) was expected: names and values.")
            return [:]
        }
        for member in members where !known.contains(member.name) {
            let hint = Spelling.nearest(to: member.name, among: known.sorted()).map { " Is it \($0)?" } ?? ""
            faults.append(
                MappingFault(
                    member.mark, "\(member.name) is no part of \(what): \(known.sorted().joined(separator: ", ")).\(hint)"))
        }
        return Dictionary(members.map { ($0.name, $0.value) }, uniquingKeysWith: { first, _ in first })
    }

    mutating func items(_ node: YAMLNode?, _ what: String) -> [YAMLNode] {
        guard let node else { return [] }
        guard let items = node.items else {
            fault(node, "\(what) is a list.")
            return []
        }
        return items
    }

    mutating func text(_ node: YAMLNode?) -> String? {
        guard let node else { return nil }
        switch node.scalar {
        case .text(let text): return text
        case .integer(let number): return String(number)
        case .decimal(let digits): return digits
        case .boolean(let flag): return flag ? "true" : "false"
        case .null, nil:
            fault(node, "A text was expected here.")
            return nil
        }
    }

    mutating func flag(_ node: YAMLNode) -> Bool? {
        if case .boolean(let flag) = node.scalar { return flag }
        fault(node, "Here true or false was expected.")
        return nil
    }

    static func constant(_ node: YAMLNode) -> EventDraft.Value? {
        switch node.content {
        case .scalar(.text(let text)): return .text(text)
        case .scalar(.boolean(let flag)): return .bool(flag)
        case .scalar(.integer(let number)): return .number(String(number))
        case .scalar(.decimal(let digits)): return .number(digits)
        case .scalar(.null): return nil
        case .sequence(let items): return .list(items.compactMap { constant($0) })
        case .mapping(let members):
            return .object(members.compactMap { member in constant(member.value).map { EventDraft.Field(member.name, $0) } })
        }
    }

    /// The number of a column.
    mutating func column(_ node: YAMLNode) -> Int? {
        guard let name = text(node) else { return nil }
        if let number = numbers[name] { return number }
        let hint = Spelling.nearest(to: name, among: numbers.keys.sorted()).map { " Is it \($0)?" } ?? ""
        fault(node, "There is no column \(name) under columns.\(hint)")
        return nil
    }

    mutating func template(_ node: YAMLNode?) -> Template? {
        guard let node, let text = text(node) else { return nil }
        switch Template.read(text, column: { numbers[$0] }) {
        case .success(let template): return template
        case .failure(let unknown):
            let hint = Spelling.nearest(to: unknown.name, among: numbers.keys.sorted()).map { " Is it {\($0)}?" } ?? ""
            fault(
                node, unknown.name.isEmpty ? "A brace is not closed." : "There is no column \(unknown.name) under columns.\(hint)"
            )
            return nil
        }
    }

    // MARK: Events

    private mutating func event(_ node: YAMLNode) -> RowMapping.EventRule? {
        let parts = members(node, "an event", ["name", "type", "id", "time", "when", "actor", "subject", "data", "keep"])
        for name in ["type", "id", "time", "data"] where parts[name] == nil { fault(node, "The event has no \(name).") }
        guard let type = text(parts["type"]), let id = template(parts["id"]), let time = parts["time"].flatMap({ time($0) })
        else {
            return nil
        }
        let name = parts["name"].flatMap { text($0) } ?? type
        var rule = RowMapping.EventRule(name: name, type: type, id: id, time: time)
        rule.when = parts["when"].map { condition($0) } ?? .all([])
        rule.subject = parts["subject"].flatMap { template($0) }
        rule.keeps = parts["keep"].flatMap { flag($0) }
        if let actor = parts["actor"] {
            let author = members(actor, "an actor", ["id", "name", "role", "team"])
            rule.author = RowMapping.AuthorRule(
                id: template(author["id"]), name: template(author["name"]), role: template(author["role"]),
                team: template(author["team"]))
        }
        rule.data = parts["data"].map { fields($0) } ?? []
        check(rule, node, parts)
        if !rules.insert(name).inserted { fault(node, "Two events are named \(name); give one of them another name.") }
        return rule
    }

    private mutating func check(_ rule: RowMapping.EventRule, _ node: YAMLNode, _ parts: [String: YAMLNode]) {
        guard let types else { return }
        guard let known = types.fields[rule.type] else {
            let hint = Spelling.nearest(to: rule.type, among: types.fields.keys.sorted()).map { " Is it \($0)?" } ?? ""
            fault(
                parts["type"] ?? node,
                "There is no event type \(rule.type).\(hint.isEmpty ? " Where it is your authority's own, the daemon must know it (event_types_directories), or --types name the directory of its schema." : hint)"
            )
            return
        }
        checkConstants(rule.type, parts["data"], types)
        for member in parts["data"]?.members ?? [] where !known.all.contains(member.name) {
            let hint = Spelling.nearest(to: member.name, among: known.all.sorted()).map { " Is it \($0)?" } ?? ""
            faults.append(MappingFault(member.mark, "\(rule.type) has no field \(member.name).\(hint)"))
        }
        let given = Set(rule.data.map(\.name))
        for field in known.required.sorted() where !given.contains(field) {
            fault(parts["data"] ?? node, "\(rule.type) needs the field \(field).")
        }
    }
}
