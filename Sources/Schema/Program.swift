import JSON

/// The rules of one schema file, ready to run. A class only so that passing it around costs one reference.
final class Program: Sendable {
    let tables: Tables
    /// The rule for the whole value.
    let root: Int

    init(tables: Tables, root: Int) {
        self.tables = tables
        self.root = root
    }

    func check(_ value: JSONValue, at pointer: String) -> [Fault] {
        let text = value.document.bytes
        let nodes = value.document.nodes
        var findings = Findings()
        tables.check(root, value.index, text.span, nodes.span, &findings)
        guard !findings.list.isEmpty else { return [] }
        return Explanation(tables: tables, value: value, pointer: pointer).faults(findings)
    }
}

extension Tables {
    typealias Nodes = Span<JSONDocument.Node>

    /// Checks the value at `node` against the rule at `place`.
    func check(_ place: Int, _ node: Int, _ text: Span<UInt8>, _ nodes: Nodes, _ findings: inout Findings) {
        let rule = rules[place]
        let kind = nodes[node].kind
        guard allows(rule.types, kind, node, text, nodes) else { return findings.add(.type, node, place) }
        if let const = rule.const, !holds(choices[const], kind, node, text, nodes) { return findings.add(.const, node, place) }
        if let choice = rule.choice, !holds(choices[choice], kind, node, text, nodes) {
            return findings.add(.choice, node, place)
        }
        switch kind {
        case .string:
            if let string = rule.string, let wrong = fault(strings[string], node, text, nodes) {
                findings.add(wrong, node, place)
            }
        case .number:
            if let number = rule.number, let wrong = fault(numbers[number], node, text, nodes) {
                findings.add(wrong, node, place)
            }
        case .object: if let object = rule.object { check(objects[object], place, node, text, nodes, &findings) }
        case .array: if let array = rule.array { check(arrays[array], place, node, text, nodes, &findings) }
        case .true, .false, .null: break
        }
    }

    private func allows(_ types: TypeSet, _ kind: JSONValue.Kind, _ node: Int, _ text: Span<UInt8>, _ nodes: Nodes) -> Bool {
        switch kind {
        case .string: types.contains(.string)
        case .object: types.contains(.object)
        case .array: types.contains(.array)
        case .true, .false: types.contains(.boolean)
        case .null: types.contains(.null)
        case .number: types.contains(.number) || types.contains(.integer) && number(node, text, nodes).isWhole
        }
    }

    private func holds(
        _ choice: Choice, _ kind: JSONValue.Kind, _ node: Int, _ text: Span<UInt8>, _ nodes: Nodes
    ) -> Bool {
        if kind == .string { return find(node, in: choice.texts, text, nodes) != nil }
        return !choice.others.isEmpty && choice.others.contains(canonical(node, text, nodes))
    }

    /// The number a string or member's name has in a set of names.
    private func find(_ node: Int, in table: NameTables.Table, _ text: Span<UInt8>, _ nodes: Nodes) -> Int? {
        let string = nodes[node]
        let (start, end) = (Int(string.start) + 1, Int(string.end) - 1)
        if string.escaped { return names.find(unescaped(text, from: start, to: end).span, in: table) }
        return names.find(text.extracting(start..<end), in: table)
    }

    private func check(
        _ object: ObjectRule, _ place: Int, _ node: Int, _ text: Span<UInt8>, _ nodes: Nodes, _ findings: inout Findings
    ) {
        let count = Int(nodes[node].count)
        var seen: UInt64 = 0
        var key = node + 1
        for _ in 0..<count where !findings.isCut {
            if let found = find(key, in: object.names, text, nodes) {
                let member = members[found]
                seen |= member.required
                if let rule = member.rule {
                    check(rule, key + 1, text, nodes, &findings)
                } else if object.isClosed {
                    findings.add(.unknownMember, key, place)
                }
            } else if object.isClosed {
                findings.add(.unknownMember, key, place)
            }
            key = Int(nodes[key + 1].next)
        }
        if seen != object.required {
            for bit in 0..<64 where (object.required & ~seen) >> UInt64(bit) & 1 == 1 {
                findings.add(.missingMember(bit), node, place)
            }
        }
        if count < object.least { findings.add(.tooFewMembers, node, place) }
        if count > object.most { findings.add(.tooManyMembers, node, place) }
    }

    private func check(
        _ array: ArrayRule, _ place: Int, _ node: Int, _ text: Span<UInt8>, _ nodes: Nodes, _ findings: inout Findings
    ) {
        let count = Int(nodes[node].count)
        if count < array.least { findings.add(.tooFewItems, node, place) }
        if count > array.most { findings.add(.tooManyItems, node, place) }
        var seen: Set<[UInt8]> = []
        var element = node + 1
        for number in 0..<count where !findings.isCut {
            if let rule = array.items { check(rule, element, text, nodes, &findings) }
            if array.isUnique, !seen.insert(canonical(element, text, nodes)).inserted {
                findings.add(.repeatedItem(number + 1), element, place)
            }
            element = Int(nodes[element].next)
        }
    }
}
