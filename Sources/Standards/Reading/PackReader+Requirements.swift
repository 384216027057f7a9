internal import YAML

/// What answers a clause, and what calls for an answer.
extension PackReader {
    /// A trigger: the name of an occurrence, a pattern, or `{any: […]}`.
    mutating func trigger(_ node: YAMLNode) -> Trigger? {
        if case .text(let name) = node.scalar {
            if let occurrence = occurrences[name] {
                return Trigger(occurrence.trigger.alternatives, occurrence: name)
            }
            fault(
                node.mark,
                "\"\(name)\" is no occurrence."
                    + suggestion(
                        name, among: occurrences.keys,
                        orElse: " standards/vocabulary.yaml lists them. A pattern begins with \"type:\"."))
            return nil
        }
        if let any = node["any"] {
            guard members(node, "a trigger", required: ["any"]) != nil, let items = items(any, "\"any\"") else { return nil }
            return all(items) { reader, item in reader.alternative(item) }.map { Trigger($0) }
        }
        return alternative(node).map { Trigger([$0]) }
    }

    private mutating func alternative(_ node: YAMLNode) -> Trigger.Alternative? {
        guard let members = members(node, "a trigger", required: ["type"], optional: ["where", "nth", "not_during"]),
            let match = match(members, "a trigger", scope: PatternScope())
        else { return nil }
        var alternative = Trigger.Alternative(match)
        if let node = members["nth"] {
            guard let nth = count(node, "\"nth\"") else { return nil }
            alternative.nth = nth
        }
        if let node = members["not_during"] {
            guard let state = expression(node, "\"not_during\"") else { return nil }
            alternative.notDuring = state
        }
        return alternative
    }

    /// What answers a clause: a pattern, or `any` or `all` of several, which may nest.
    mutating func requirement(_ node: YAMLNode, _ what: String, scope: PatternScope) -> Requirement? {
        guard let kind = ["any", "all"].first(where: { node[$0] != nil }) else {
            return requiredEvent(node, what, scope: scope).map { .event($0) }
        }
        guard let members = members(node, what, required: [kind], optional: ["for_each"]), let list = members[kind],
            let items = items(list, "\"\(kind)\"")
        else { return nil }
        var inner = scope
        var forEach: ForEach?
        if let node = members["for_each"] {
            guard let read = self.forEach(node) else { return nil }
            forEach = read
            inner.hasEach = true
        }
        if items.count == 1 { fault(list.mark, "\"\(kind)\" of one pattern is that pattern. Write it without \"\(kind)\".") }
        guard let parts = all(items, { reader, item in reader.requirement(item, what, scope: inner) }) else { return nil }
        if let forEach { checkValues(of: forEach, node["for_each"] ?? node, parts.flatMap(\.events)) }
        return kind == "any" ? .any(parts, forEach: forEach) : .all(parts, forEach: forEach)
    }

    private static let eventNames = [
        "where", "link", "before", "on_or_before", "after", "since", "nth", "min_count", "for_each", "measured_at",
        "same_worker", "same_day", "not_before", "not_superseded_by", "distinct_from", "absent",
    ]

    private mutating func requiredEvent(_ node: YAMLNode, _ what: String, scope: PatternScope) -> RequiredEvent? {
        guard let members = members(node, what, required: ["type"], optional: Self.eventNames) else { return nil }
        let before = faults.count
        var inner = scope
        let forEach = members["for_each"].flatMap { self.forEach($0) }
        if forEach != nil { inner.hasEach = true }
        guard let match = match(members, what, scope: inner) else { return nil }
        var event = RequiredEvent(match, forEach: forEach)
        event.link = members["link"].flatMap { word($0, "link") }
        event.before = anchor(members["before"], "\"before\"", scope)
        event.onOrBefore = anchor(members["on_or_before"], "\"on_or_before\"", scope)
        event.after = anchor(members["after"], "\"after\"", scope)
        event.since = members["since"].flatMap { alternatives($0, "\"since\"", scope: scope) } ?? []
        event.nth = members["nth"].flatMap { count($0, "\"nth\"") }
        event.minCount = members["min_count"].flatMap { count($0, "\"min_count\"") }
        event.measuredAt = members["measured_at"].flatMap { word($0, "time to measure") } ?? .time
        event.bySameWorker = flag(members["same_worker"], "\"same_worker\"")
        event.onTriggerDay = isOnTriggerDay(members["same_day"])
        event.notBefore = members["not_before"].flatMap { minimumGap($0, scope) }
        event.notSupersededBy =
            members["not_superseded_by"].flatMap { alternatives($0, "\"not_superseded_by\"", scope: scope) } ?? []
        event.distinctFrom = members["distinct_from"].flatMap { clauseReference($0) }
        event.isAbsent = flag(members["absent"], "\"absent\"")
        if let forEach { checkValues(of: forEach, members["for_each"] ?? node, [event]) }
        checkTies(event, members, scope)
        return faults.count == before ? event : nil
    }

    private mutating func isOnTriggerDay(_ node: YAMLNode?) -> Bool {
        guard let node else { return false }
        if node.scalar == .text("trigger") { return true }
        fault(node.mark, "\"same_day\" can only be \"trigger\".")
        return false
    }

    private mutating func anchor(_ node: YAMLNode?, _ what: String, _ scope: PatternScope) -> Anchor? {
        guard let node else { return nil }
        guard case .text(let word) = node.scalar else {
            return moment(node, what, scope: scope, mayNameWorker: scope.triggerTypes != nil).map { .moment($0) }
        }
        if word == "trigger" {
            if scope.triggerTypes == nil { fault(node.mark, "The clause has no trigger for \(what) to mean.") }
            return .trigger
        }
        fault(node.mark, "\(what) is \"trigger\" or a pattern that begins with \"type:\".")
        return nil
    }

    private mutating func minimumGap(_ node: YAMLNode, _ scope: PatternScope) -> MinimumGap? {
        guard let members = members(node, "\"not_before\"", required: ["value", "unit", "after"]),
            let span = span(members, "\"not_before\""), let after = members["after"],
            let moment = moment(after, "\"after\"", scope: scope)
        else { return nil }
        return MinimumGap(span, after: moment)
    }

    mutating func forEach(_ node: YAMLNode) -> ForEach? {
        if node.scalar != nil {
            let set: MemberSet? = word(node, "set")
            return set.map { .set($0) }
        }
        guard let members = members(node, "\"for_each\"", required: ["field", "values"]), let field = members["field"],
            let name = text(field, "the field of \"for_each\""), let list = members["values"],
            let values = texts(list, "the values of \"for_each\"")
        else { return nil }
        return .values(values.map { .text($0) }, field: name)
    }

    /// The values a rule runs over must be such as the field of one of the events may hold.
    private mutating func checkValues(of forEach: ForEach, _ node: YAMLNode, _ events: [RequiredEvent]) {
        guard case .values(_, let name) = forEach, let field = node["field"], let values = node["values"]?.items else { return }
        let path = name.split(separator: ".", maxSplits: 1).map(String.init)
        let kinds = events.compactMap { event in
            let kind = context.events[event.match.type]?.fields[path[0]]
            return path.count > 1 ? kind?.parts?[path[1]] : kind
        }
        guard let kind = kinds.first else {
            fault(field.mark, "None of the events that answer has a field \"\(name)\".")
            return
        }
        var items = kind
        if case .list(let inner) = kind { items = inner }
        for value in values { _ = scalar(value, .data(name), items) }
    }

    mutating func clauseReference(_ node: YAMLNode) -> Clause.ID? {
        guard let id = text(node, "the id of a clause") else { return nil }
        clauseReferences.append((id, node.mark))
        return id
    }

    /// What ties to a trigger needs one.
    private mutating func checkTies(_ event: RequiredEvent, _ members: Members, _ scope: PatternScope) {
        if scope.triggerTypes == nil {
            for name in ["link", "same_day"] where members[name] != nil {
                fault(members.place(of: name), "The clause has no trigger for \"\(name)\" to tie to.")
            }
        }
        if case .set(let set) = event.forEach, !set.isPlace, !event.match.mentionsEach {
            fault(
                members.place(of: "for_each"),
                "Nothing in \"where\" is compared with \"$each\", so every \(set.rawValue) would have the same answer.")
        }
    }
}

extension EventMatch {
    /// Whether a test compares with the member of a `for_each`.
    var mentionsEach: Bool { tests.contains { $0.test.mentionsEach } }
}

extension Test {
    var mentionsEach: Bool {
        switch self {
        case .equals(.each), .contains(.each): true
        case .hasItems(let items): items.contains { $0.contains { $0.test.mentionsEach } }
        default: false
        }
    }
}

extension MemberSet {
    /// Whether its members are where events are looked for, so that no test need name them.
    var isPlace: Bool { self == .child || self == .openCase || self == .caseHeldByWorker }
}
