internal import YAML

extension PackReader {
    /// Names that a pattern of one type of event may have.
    static let matchNames = ["type", "where"]

    /// `{type: …, where: {…}}`; both stand among `members`.
    mutating func match(_ members: Members, _ what: String, scope: PatternScope) -> EventMatch? {
        guard let node = members["type"], let type = eventType(node) else { return nil }
        guard let tests = members["where"] else { return EventMatch(type: type) }
        guard let shape = context.events[type], let read = self.tests(tests, of: type, shape, scope: scope) else { return nil }
        return EventMatch(type: type, tests: read)
    }

    mutating func match(_ node: YAMLNode, _ what: String, scope: PatternScope) -> EventMatch? {
        guard let members = members(node, what, required: ["type"], optional: ["where"]) else { return nil }
        return match(members, what, scope: scope)
    }

    mutating func eventType(_ node: YAMLNode) -> String? {
        guard let type = text(node, "a type of event") else { return nil }
        if context.events[type] != nil { return type }
        fault(
            node.mark,
            "\"\(type)\" is no type of event."
                + suggestion(type, among: context.events.types.keys, orElse: " The files in schemas/events say which there are."))
        return nil
    }

    /// `{field: test, …}` of one type of event.
    private mutating func tests(
        _ node: YAMLNode, of type: String, _ shape: EventShape, scope: PatternScope
    ) -> [FieldTest]? {
        guard let members = node.members, !members.isEmpty else {
            fault(node.mark, "\"where\" names fields and what they must say, as \"child_seen: true\".")
            return nil
        }
        var tests: [FieldTest] = []
        var isWhole = true
        for member in members {
            let path = FieldPath(member.name)
            guard let kind = kind(of: path, in: shape) else {
                isWhole = false
                fault(
                    member.mark,
                    "\(type) has no field \"\(member.name)\"."
                        + suggestion(
                            member.name, among: shape.fields.keys, orElse: " schemas/events/\(type).json lists its fields."))
                continue
            }
            if let read = fieldTests(path, kind, member.value, scope: scope) { tests += read } else { isWhole = false }
        }
        return isWhole ? tests : nil
    }

    /// What a field of an event holds; nil where there is no such field.
    func kind(of path: FieldPath, in shape: EventShape) -> FieldKind? {
        switch path {
        case .data(let name): shape.fields[name]
        case .actor: .person(parts: [:])
        case .actorID, .actorRole, .actorTeam: .text(values: [])
        case .time, .enteredAt: .instant
        }
    }

    /// A field of a type of event, read where a name of a field stands alone.
    mutating func field(_ node: YAMLNode, of type: String, _ what: String) -> FieldPath? {
        guard let name = text(node, what), let shape = context.events[type] else { return nil }
        let path = FieldPath(name)
        if kind(of: path, in: shape) != nil { return path }
        fault(
            node.mark, "\(type) has no field \"\(name)\"." + suggestion(name, among: shape.fields.keys))
        return nil
    }

    /// `x` or `[x, y]` as a list of patterns of one event each; `{any: [...]}` likewise.
    mutating func alternatives(_ node: YAMLNode, _ what: String, scope: PatternScope) -> [EventMatch]? {
        guard let any = node["any"] else { return match(node, what, scope: scope).map { [$0] } }
        guard members(node, what, required: ["any"]) != nil, let items = items(any, "\"any\"") else { return nil }
        return all(items) { reader, item in reader.match(item, what, scope: scope) }
    }

    /// A moment: `{type, where, nth, since, at}` or `{any: […], nth, since}`.
    ///
    /// - Parameter mayNameWorker: whether `same_worker` may stand in it, as in what an answer must lie before.
    mutating func moment(_ node: YAMLNode, _ what: String, scope: PatternScope, mayNameWorker: Bool = false) -> Moment? {
        let optional = ["where", "nth", "since", "at"] + (mayNameWorker ? ["same_worker"] : [])
        let hasAny = node["any"] != nil
        guard let members = members(node, what, required: [hasAny ? "any" : "type"], optional: optional) else { return nil }
        var matches: [EventMatch] = []
        if let any = members["any"] {
            if let place = members["where"] { fault(place.mark, "\"where\" belongs to each pattern of \"any\".") }
            guard let items = items(any, "\"any\""),
                let read = all(items, { reader, item in reader.match(item, what, scope: scope) })
            else { return nil }
            matches = read
        } else {
            guard let read = match(members, what, scope: scope) else { return nil }
            matches = [read]
        }
        var moment = Moment(matches)
        if let node = members["nth"] {
            guard let nth = count(node, "\"nth\"") else { return nil }
            moment.nth = nth
        }
        if let node = members["since"] {
            guard let since = alternatives(node, "what the count starts from", scope: scope) else { return nil }
            moment.since = since
        }
        if let node = members["at"] {
            guard let at = field(node, of: matches[0].type, "the field that gives the date") else { return nil }
            moment.at = at
        }
        moment.bySameWorker = flag(members["same_worker"], "\"same_worker\"")
        return moment
    }

    /// A whole number from 1.
    mutating func count(_ node: YAMLNode, _ what: String) -> Int? {
        guard let value = integer(node, what) else { return nil }
        if value >= 1 { return value }
        fault(node.mark, "\(sentence(what)) counts from 1; \(value) never happens.")
        return nil
    }
}
