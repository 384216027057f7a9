internal import YAML

extension PackReader {
    private static let definitionOptions = ["default", "suggested"]

    /// One parameter of `parameters.yaml`.
    mutating func definition(_ node: YAMLNode) -> ParameterDefinition? {
        guard
            let members = members(
                node, "a parameter", required: ["name", "meaning", "kind", "basis"], optional: Self.definitionOptions),
            let name = members["name"].flatMap({ text($0, "a name") }),
            let meaning = members["meaning"].flatMap({ text($0, "\"meaning\"") }),
            let kind: ParameterDefinition.Kind = members["kind"].flatMap({ word($0, "kind of parameter") }),
            let basis = members["basis"].flatMap({ text($0, "\"basis\"") })
        else { return nil }
        let suggested = optionalText(members["suggested"], "\"suggested\"")
        var definition = ParameterDefinition(name: name, meaning: meaning, kind: kind, suggested: suggested, basis: basis)
        if let node = members["default"] {
            guard let value = parameterValue(node, kind) else { return nil }
            definition.standard = value
        }
        return definition
    }

    /// A parameter's value, in the form of its kind.
    mutating func parameterValue(_ node: YAMLNode, _ kind: ParameterDefinition.Kind) -> ParameterValue? {
        switch kind {
        case .limit: return span(node, "a limit").map { .limit($0) }
        case .limitSequence: return limitSequence(node).map { .limitSequence($0) }
        case .limitTable:
            guard let items = items(node, "a table of limits") else { return nil }
            guard let rows = all(items, { reader, item in reader.limitRow(item) }) else { return nil }
            checkRows(rows, at: items)
            return .limitTable(rows)
        case .duration: return span(node, "a length of time").map { .duration($0) }
        case .age: return integer(node, "an age in years").map { .age($0) }
        case .boolean: return boolean(node, "the parameter").map { .boolean($0) }
        case .roleList, .planTypes: return texts(node, "the parameter").map { .words($0) }
        case .clauseList:
            guard let ids = texts(node, "the list of clauses") else { return nil }
            let isKnown = zip(node.items ?? [], ids).map { checkClause($1, $0.mark) }
            return isKnown.contains(false) ? nil : .words(ids)
        case .roleTree: return roleTree(node).map { .roleTree($0) }
        case .daysPerClause: return daysPerClause(node).map { .daysPerClause($0) }
        case .periodChoice:
            let period: CountPeriod? = word(node, "period")
            return period.map { .period($0) }
        case .phaseStart:
            guard let members = members(node, "the start of a phase", required: ["value", "unit", "after"]),
                let span = span(members, "the start of a phase"), let after = members["after"],
                case .condition(let name)? = expression(after, "\"after\"")
            else {
                if let after = node["after"] { fault(after.mark, "\"after\" is the name of one condition.") }
                return nil
            }
            return .phaseStart(PhaseStart(span, after: name))
        case .workingDays:
            let name: WorkingDayCalendarName? = word(node, "calendar of working days")
            return name.map { .workingDays($0) }
        case .schoolTerms: return schoolTerms(node).map { .schoolTerms($0) }
        }
    }

    /// `[{value: 20, unit: working_days}, …, {value: 6, unit: months, repeat: true}]`.
    private mutating func limitSequence(_ node: YAMLNode) -> [LimitStep]? {
        guard let items = items(node, "a sequence of limits") else { return nil }
        guard
            let steps = all(
                items,
                { reader, item -> LimitStep? in
                    guard let members = reader.members(item, "a step", required: ["value", "unit"], optional: ["repeat"]),
                        let span = reader.span(members, "a limit")
                    else { return nil }
                    return LimitStep(span, repeats: reader.flag(members["repeat"], "\"repeat\""))
                })
        else { return nil }
        for (item, step) in zip(items, steps).dropLast() where step.repeats {
            fault(item.mark, "Only the last step may repeat: what stands below it would never be reached.")
        }
        return steps
    }

    /// `{when: …, where: {…}, first: {…}, every: {…}}`.
    private mutating func limitRow(_ node: YAMLNode) -> LimitRow? {
        guard let members = members(node, "a row", optional: ["when", "where", "first", "every"]) else { return nil }
        var row = LimitRow()
        if let when = members["when"] {
            guard let expression = expression(when, "\"when\"") else { return nil }
            row.when = expression
        }
        if let tests = members["where"] {
            guard let read = rowTests(tests) else { return nil }
            row.tests = read
        }
        for name in ["first", "every"] {
            guard let node = members[name] else { continue }
            guard let span = span(node, "a limit") else { return nil }
            if name == "first" { row.first = span } else { row.every = span }
        }
        guard row.first != nil || row.every != nil else {
            fault(node.mark, "A row needs \"first\", \"every\" or both.")
            return nil
        }
        return row
    }

    /// Tests of an event whose type the table does not know: plain values and `in`, of a field that some type has.
    private mutating func rowTests(_ node: YAMLNode) -> [FieldTest]? {
        guard let members = node.members, !members.isEmpty else {
            fault(node.mark, "\"where\" names fields and what they must say, as \"stage: stage_1\".")
            return nil
        }
        var tests: [FieldTest] = []
        for member in members {
            let path = FieldPath(member.name)
            let kinds = context.events.types.sorted { $0.key < $1.key }.compactMap { kind(of: path, in: $0.value) }
            guard let kind = kinds.first else {
                fault(member.mark, "No type of event has a field \"\(member.name)\".")
                return nil
            }
            // A name means the same in every type, but not every type takes the same words.
            let words = kinds.flatMap { kind in if case .text(let values) = kind { values } else { [String]() } }
            let wide: FieldKind = if case .text = kind { .text(values: words) } else { kind }
            guard let read = fieldTests(path, wide, member.value, scope: PatternScope()) else { return nil }
            tests += read
        }
        return tests
    }

    private mutating func roleTree(_ node: YAMLNode) -> [String: String]? {
        guard let members = node.members, !members.isEmpty else {
            fault(node.mark, "A tree of roles names roles and what each is a kind of, as \"mother: parent\".")
            return nil
        }
        var tree: [String: String] = [:]
        for member in members {
            guard let role = text(member.value, "a role") else { return nil }
            tree[member.name] = role
        }
        for member in members {
            var role = member.name
            var steps = 0
            while let next = tree[role], steps <= tree.count { (role, steps) = (next, steps + 1) }
            if steps > tree.count { fault(member.mark, "\"\(member.name)\" is a kind of itself by way of the others.") }
        }
        return tree
    }

    /// `calendar`, `working`, or `{otherwise: calendar, KNO-C3.01: working}`.
    private mutating func daysPerClause(_ node: YAMLNode) -> DaysPerClause? {
        guard let members = node.members else {
            let reading: DaysPerClause.Reading? = word(node, "way to count days")
            return reading.map { DaysPerClause(standard: $0) }
        }
        var result = DaysPerClause(standard: .calendar)
        for member in members {
            guard let reading: DaysPerClause.Reading = word(member.value, "way to count days") else { return nil }
            if member.name == "otherwise" {
                result.standard = reading
            } else if checkClause(member.name, member.mark) {
                result.exceptions[member.name] = reading
            }
        }
        return result
    }

    /// Whether a configuration names a clause that some pack has; a fault where it does not.
    private mutating func checkClause(_ id: Clause.ID, _ mark: Mark) -> Bool {
        guard let clauses = context.clauses, !clauses.contains(id) else { return true }
        fault(
            mark,
            "No pack has a clause \"\(id)\"."
                + suggestion(id, among: clauses, orElse: " \"daybook standards PACK\" lists the clauses of a pack."))
        return false
    }

    private mutating func schoolTerms(_ node: YAMLNode) -> [SchoolTerm]? {
        guard let items = items(node, "the school terms"),
            let terms = all(
                items,
                { reader, item -> SchoolTerm? in
                    guard let members = reader.members(item, "a term", required: ["from", "to"]),
                        let from = members["from"].flatMap({ reader.day($0, "\"from\"") }),
                        let to = members["to"].flatMap({ reader.day($0, "\"to\"") })
                    else { return nil }
                    guard from <= to else {
                        reader.fault(item.mark, "The term ends before it begins.")
                        return nil
                    }
                    return SchoolTerm(from...to)
                })
        else { return nil }
        for (place, pair) in zip(items.dropFirst(), zip(terms, terms.dropFirst()))
        where pair.1.days.lowerBound <= pair.0.days.upperBound {
            fault(place.mark, "The term begins before the one above it has ended. Put them in order.")
        }
        return terms
    }
}
