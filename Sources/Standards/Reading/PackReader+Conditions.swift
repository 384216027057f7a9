internal import Events
internal import YAML

extension PackReader {
    /// One condition of a vocabulary.
    mutating func condition(_ node: YAMLNode) -> Condition? {
        guard
            let members = members(
                node, "a condition", required: ["name", "meaning", "subject", "derived"], optional: ["per_child"]),
            let nameNode = members["name"], let name = text(nameNode, "a name"),
            let meaning = members["meaning"].flatMap({ text($0, "\"meaning\"") }),
            let subject: Subject.Kind = members["subject"].flatMap({ word($0, "subject") }), let derived = members["derived"]
        else { return nil }
        var perChild = false
        if let node = members["per_child"] {
            guard let value = boolean(node, "\"per_child\"") else { return nil }
            perChild = value
        }
        if perChild, subject != .case { fault(members.place(of: "per_child"), "Only a case has children.") }
        guard let derivation = derivation(derived) else { return nil }
        return Condition(name: name, meaning: meaning, subject: subject, perChild: perChild, derivation: derivation)
    }

    private mutating func derivation(_ node: YAMLNode) -> Condition.Derivation? {
        let forms = [
            "always", "starts_with", "since", "age", "expr", "open_count", "children_of_case_differ_in", "clause_missed",
            "parameter",
        ]
        guard let form = forms.first(where: { node[$0] != nil }) else {
            fault(node.mark, "\"derived\" says how the condition is found, by one of: \(forms.joined(separator: ", ")).")
            return nil
        }
        switch form {
        case "always": return always(node)
        case "starts_with": return startsAndEnds(node).map { .state($0) }
        case "since": return phase(node).map { .phase($0) }
        case "age": return ageBand(node).map { .age($0) }
        case "expr":
            guard let members = members(node, "\"derived\"", required: ["expr"]), let expr = members["expr"] else { return nil }
            return expression(expr, "\"expr\"").map { .expression($0) }
        case "open_count":
            guard let members = members(node, "\"derived\"", required: ["open_count"]), let count = members["open_count"] else {
                return nil
            }
            return openCount(count).map { .openCount($0) }
        case "children_of_case_differ_in": return childrenDiffer(node)
        case "clause_missed": return clauseMissed(node).map { .clauseMissed($0) }
        default:
            guard let members = members(node, "\"derived\"", required: ["parameter"]), let name = members["parameter"] else {
                return nil
            }
            return parameter(name, kinds: [.phaseStart]).map { .parameter($0) }
        }
    }

    private mutating func always(_ node: YAMLNode) -> Condition.Derivation? {
        guard let members = members(node, "\"derived\"", required: ["always"]), flag(members["always"], "\"always\"") else {
            return nil
        }
        return .always
    }

    private mutating func startsAndEnds(_ node: YAMLNode) -> StartsAndEnds? {
        guard let members = members(node, "\"derived\"", required: ["starts_with"], optional: ["ends_with", "within"]),
            let startNodes = members["starts_with"].flatMap({ items($0, "\"starts_with\"") }),
            let starts = all(startNodes, { reader, item in reader.moment(item, "what starts it", scope: PatternScope()) })
        else { return nil }
        var result = StartsAndEnds(starts: starts, ends: [])
        if let node = members["ends_with"] {
            guard let endNodes = items(node, "\"ends_with\""), let ends = all(endNodes, { reader, item in reader.end(item) })
            else { return nil }
            result.ends = ends
        }
        if let node = members["within"] {
            guard let members = self.members(node, "\"within\"", required: ["value", "unit", "after"]),
                let span = span(members, "\"within\""), let after = members["after"],
                let moment = moment(after, "\"after\"", scope: PatternScope())
            else { return nil }
            result.within = StartsAndEnds.Within(span, after: moment)
        }
        return result
    }

    private mutating func end(_ node: YAMLNode) -> StartsAndEnds.End? {
        guard let members = members(node, "what ends it", required: ["type"], optional: ["where", "same", "unless_open"]),
            let match = match(members, "what ends it", scope: PatternScope())
        else { return nil }
        var end = StartsAndEnds.End(match)
        if let node = members["same"] {
            guard node.scalar == .text("placement") else {
                fault(node.mark, "\"same\" can only be \"placement\".")
                return nil
            }
            end.ofSamePlacement = true
        }
        if let node = members["unless_open"] {
            guard let unless = self.match(node, "\"unless_open\"", scope: PatternScope()) else { return nil }
            end.unlessOpen = unless
        }
        return end
    }

    private mutating func openCount(_ node: YAMLNode) -> OpenCount? {
        guard let members = members(node, "\"open_count\"", required: ["opened_by", "closed_by", "by", "at_least"]),
            let opened = members["opened_by"].flatMap({ alternatives($0, "\"opened_by\"", scope: PatternScope()) }),
            let closed = members["closed_by"].flatMap({ alternatives($0, "\"closed_by\"", scope: PatternScope()) }),
            let least = members["at_least"].flatMap({ count($0, "\"at_least\"") }), let by = members["by"]
        else { return nil }
        // A placement is told apart by the event that began it, which carries no field of that name.
        let path: FieldPath? = by.scalar == .text("placement") ? .data("placement") : field(by, of: opened[0].type, "\"by\"")
        return path.map { OpenCount(openedBy: opened, closedBy: closed, by: $0, atLeast: least) }
    }

    private mutating func childrenDiffer(_ node: YAMLNode) -> Condition.Derivation? {
        let name = "children_of_case_differ_in"
        guard let members = members(node, "\"derived\"", required: [name]), let inner = members[name],
            let parts = self.members(inner, "\"\(name)\"", required: ["type", "field"], optional: ["where"]),
            let match = match(parts, "\"\(name)\"", scope: PatternScope()), let fieldNode = parts["field"],
            let path = field(fieldNode, of: match.type, "\"field\"")
        else { return nil }
        return .childrenDiffer(ChildrenDiffer(match: match, field: path))
    }

    private mutating func clauseMissed(_ node: YAMLNode) -> ClauseMissed? {
        let optional = ["from", "until", "results", "per_trigger"]
        guard let members = members(node, "\"derived\"", required: ["clause_missed"], optional: optional),
            let list = members["clause_missed"].flatMap({ items($0, "\"clause_missed\"") }),
            let ids = all(list, { reader, item in reader.clauseReference(item) })
        else { return nil }
        if members["per_trigger"] != nil {
            guard flag(members["per_trigger"], "\"per_trigger\""), let node = members["results"],
                let items = items(node, "\"results\""),
                let results: [ClauseMissed.Breach] = all(items, { reader, item in reader.word(item, "breach") })
            else {
                if members["results"] == nil { fault(node.mark, "\"per_trigger\" needs \"results\": missed, late, or both.") }
                return nil
            }
            return ClauseMissed(clauses: ids, extent: .perTrigger(results))
        }
        guard members["from"]?.scalar == .text("due"), members["until"]?.scalar == .text("answered") else {
            fault(node.mark, "\"clause_missed\" holds \"from: due, until: answered\", or \"per_trigger: true\" with \"results\".")
            return nil
        }
        return ClauseMissed(clauses: ids, extent: .fromDueUntilAnswered)
    }
}
