import Events
public import YAML

/// What is wrong with a file of retention schedules.
public struct RetentionFault: Error, Sendable, CustomStringConvertible {
    public let mark: Mark
    public let message: String

    public var description: String { "\(mark): \(message)" }
}

extension RetentionSchedule {
    /// Reads a file of schedules, as `schemas/retention.yaml` is one.
    ///
    /// - Throws: the first fault.
    public static func read(_ bytes: [UInt8]) throws(RetentionFault) -> [RetentionSchedule] {
        let root: YAMLNode
        do { root = try YAMLNode(reading: bytes) } catch { throw RetentionFault(mark: error.mark, message: error.message) }
        try check(root, ["version", "schedules"])
        guard root["version"]?.scalar == .integer(1), let items = root["schedules"]?.items else {
            throw RetentionFault(mark: root.mark, message: "Give version: 1 and schedules, a list.")
        }
        var schedules: [RetentionSchedule] = []
        for item in items {
            let schedule = try RetentionSchedule(item)
            guard !schedules.contains(where: { $0.id == schedule.id && $0.effectiveFrom == schedule.effectiveFrom }) else {
                throw RetentionFault(mark: item.mark, message: "The schedule \"\(schedule.id)\" stands here twice.")
            }
            schedules.append(schedule)
        }
        return schedules
    }

    private init(_ node: YAMLNode) throws(RetentionFault) {
        try Self.check(node, ["id", "title", "applies_to", "keep", "source", "effective_from"])
        id = try Self.text(node, "id")
        title = try Self.text(node, "title")
        source = try Self.text(node, "source")
        guard let day = Day(try Self.text(node, "effective_from")) else {
            throw RetentionFault(mark: node.mark, message: "effective_from is a date like 2011-04-01.")
        }
        effectiveFrom = day
        guard let scope = node["applies_to"], let keep = node["keep"] else {
            throw RetentionFault(mark: node.mark, message: "A schedule says what it applies_to and how long to keep that.")
        }
        appliesTo = try Self.scope(scope)
        self.keep = try Self.term(keep)
    }

    private static func scope(_ node: YAMLNode) throws(RetentionFault) -> Scope {
        if case .text("every_case")? = node.scalar { return .all }
        if case .text("adoption_order")? = node.scalar { return .adoptionOrder }
        try check(node, ["ever_status"])
        var statuses: Set<String> = []
        for item in node["ever_status"]?.items ?? [] {
            guard case .text(let status)? = item.scalar else {
                throw RetentionFault(mark: item.mark, message: "A status is a text, as looked_after.")
            }
            statuses.insert(status)
        }
        guard !statuses.isEmpty else {
            throw RetentionFault(
                mark: node.mark, message: "applies_to is every_case, adoption_order, or ever_status with a list of statuses.")
        }
        return .everStatus(statuses)
    }

    private static func term(_ node: YAMLNode) throws(RetentionFault) -> Term {
        try check(node, ["years", "from", "child_died"])
        guard let from = Start(rawValue: try text(node, "from")) else {
            throw RetentionFault(mark: node.mark, message: "from is birth, closure or adoption_order.")
        }
        var died: ChildDied?
        if let rule = node["child_died"] {
            try check(rule, ["before_age", "years"])
            died = ChildDied(beforeAge: try number(rule, "before_age"), years: try number(rule, "years"))
        }
        return Term(years: try number(node, "years"), from: from, childDied: died)
    }

    /// Years that a schedule may ask for.
    private static let years = 1...200

    private static func number(_ node: YAMLNode, _ name: String) throws(RetentionFault) -> Int {
        guard case .integer(let number)? = node[name]?.scalar, years.contains(number) else {
            throw RetentionFault(mark: node[name]?.mark ?? node.mark, message: "\(name) is a number of years, 1 to 200.")
        }
        return number
    }

    private static func text(_ node: YAMLNode, _ name: String) throws(RetentionFault) -> String {
        guard case .text(let text)? = node[name]?.scalar, !text.isEmpty else {
            throw RetentionFault(mark: node[name]?.mark ?? node.mark, message: "\(name) is missing, or no text.")
        }
        return text
    }

    private static func check(_ node: YAMLNode, _ known: [String]) throws(RetentionFault) {
        guard let members = node.members else {
            throw RetentionFault(mark: node.mark, message: "This is a mapping of \(known.joined(separator: ", ")).")
        }
        for member in members where !known.contains(member.name) {
            let meant = Spelling.hint(for: member.name, among: known)
            throw RetentionFault(mark: member.mark, message: "Nothing is called \"\(member.name)\" here.\(meant)")
        }
    }
}
