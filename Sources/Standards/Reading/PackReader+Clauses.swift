internal import Events
internal import YAML

extension PackReader {
    private static let required = ["id", "says", "source", "kind", "subject", "check", "shape", "applies_when"]
    private static let optional = [
        "effective_from", "responsible", "features", "trigger", "limit", "limit_from", "forecast_from", "satisfied_by",
        "evidence", "record_fields", "audit_question", "decided",
    ]

    /// One clause; nil where something in it cannot be read.
    ///
    /// - Parameter effectiveFrom: the day for a clause that gives none.
    mutating func clause(_ node: YAMLNode, effectiveFrom: Day) -> PlacedClause? {
        guard let members = members(node, "a clause", required: Self.required, optional: Self.optional) else { return nil }
        let before = faults.count
        let day = members["effective_from"].map { self.day($0, "\"effective_from\"") } ?? effectiveFrom
        let trigger = members["trigger"].flatMap { self.trigger($0) }
        let hasTrigger = members["trigger"] != nil
        let subject: Subject.Kind? = members["subject"].flatMap { word($0, "subject") }
        let scope = PatternScope(
            triggerTypes: hasTrigger ? trigger?.alternatives.map(\.match.type) ?? [] : nil,
            hasLimit: members["limit"] != nil || members["limit_from"] != nil, subject: subject)
        let appliesWhen = members["applies_when"].flatMap { expression($0, "\"applies_when\"") }
        let limit = members["limit"].flatMap { self.limit($0) }
        let limitFrom = members["limit_from"].flatMap { limitSource($0, scope: scope) }
        let forecast = members["forecast_from"].flatMap { self.forecast($0, scope: scope) }
        let satisfiedBy = members["satisfied_by"].flatMap { requirement($0, "\"satisfied_by\"", scope: scope) }
        let evidence = members["evidence"].flatMap { requirement($0, "\"evidence\"", scope: scope) }
        let kind: Clause.Kind? = members["kind"].flatMap { word($0, "kind of clause") }
        let check: Clause.Check? = members["check"].flatMap { word($0, "way to check") }
        let shape: Shape? = members["shape"].flatMap { word($0, "shape of rule") }
        let features = members["features"].flatMap { self.features($0) } ?? []
        let fields = members["record_fields"].flatMap { recordFields($0) } ?? []
        let id = members["id"].flatMap { clauseID($0) }
        let says = members["says"].flatMap { text($0, "\"says\"") }
        let source = members["source"].flatMap { text($0, "\"source\"") }
        let responsible = optionalText(members["responsible"], "\"responsible\"")
        let question = optionalText(members["audit_question"], "\"audit_question\"")
        let decided = optionalText(members["decided"], "\"decided\"")
        guard faults.count == before, let day, let subject, let appliesWhen, let kind, let check, let shape, let id, let says,
            let source
        else { return nil }
        let clause = Clause(
            id: id, says: says, source: source, effectiveFrom: day, responsible: responsible, kind: kind, subject: subject,
            check: check, shape: shape, features: features, appliesWhen: appliesWhen, trigger: trigger, limit: limit,
            limitFrom: limitFrom, forecastFrom: forecast, satisfiedBy: satisfiedBy, evidence: evidence, recordFields: fields,
            auditQuestion: question, decided: decided)
        return PlacedClause(clause: clause, mark: node.mark, members: members)
    }

    /// Letters, digits, dots and dashes: an id must read the same in a file, a path and a sentence.
    private mutating func clauseID(_ node: YAMLNode) -> Clause.ID? {
        guard let id = text(node, "an id") else { return nil }
        let isPlain = id.utf8.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "."), UInt8(ascii: "-"):
                true
            default: false
            }
        }
        if isPlain { return id }
        fault(node.mark, "\"\(id)\" is no id of a clause: use letters, digits, dots and dashes, as KNO-C2.02.")
        return nil
    }

    private mutating func features(_ node: YAMLNode) -> [Feature]? {
        guard let items = items(node, "\"features\"") else { return nil }
        return all(items) { reader, item in reader.feature(item) }
    }

    /// `name`, or `name:ID,ID`.
    private mutating func feature(_ node: YAMLNode) -> Feature? {
        guard let text = text(node, "a feature") else { return nil }
        let parts = text.split(separator: ":", maxSplits: 1)
        let arguments = parts.count == 2 ? parts[1].split(separator: ",").map(String.init) : []
        guard let name = parts.first.flatMap({ Feature.Name(rawValue: String($0)) }) else {
            let known = Feature.Name.allCases.map(\.rawValue)
            fault(node.mark, "\"\(parts.first ?? "")\" is no feature." + suggestion(String(parts.first ?? ""), among: known))
            return nil
        }
        if name.needsArguments == arguments.isEmpty {
            fault(node.mark, "\(name.rawValue) \(arguments.isEmpty ? "needs" : "takes no") names after a colon.")
            return nil
        }
        if name.namesClauses { clauseReferences += arguments.map { ($0, node.mark) } }
        return Feature(name, arguments)
    }

    private mutating func recordFields(_ node: YAMLNode) -> [FieldReference]? {
        guard let items = items(node, "\"record_fields\"") else { return nil }
        return all(items) { reader, item in reader.fieldReference(item) }
    }

    /// `type.field`, as `visit.made.child_seen`.
    mutating func fieldReference(_ node: YAMLNode) -> FieldReference? {
        guard let text = text(node, "a field of a type of event") else { return nil }
        let parts = text.split(separator: ".", maxSplits: 2)
        guard parts.count == 3 else {
            fault(node.mark, "\"\(text)\" is no field: write the type, a dot and the field, as visit.made.child_seen.")
            return nil
        }
        let type = "\(parts[0]).\(parts[1])"
        guard let shape = context.events[type] else {
            fault(node.mark, "\"\(type)\" is no type of event." + suggestion(type, among: context.events.types.keys))
            return nil
        }
        let path = FieldPath(String(parts[2].split(separator: ".").first ?? ""))
        guard kind(of: path, in: shape) != nil else {
            fault(node.mark, "\(type) has no field \"\(parts[2])\"." + suggestion(String(parts[2]), among: shape.fields.keys))
            return nil
        }
        return FieldReference(type: type, field: String(parts[2]))
    }
}

/// A clause and where it stands.
struct PlacedClause {
    let clause: Clause
    let mark: Mark
    let members: Members
}

extension Feature.Name {
    /// Whether names follow after a colon.
    var needsArguments: Bool { namesClauses || self == .noOpenBreachOf }

    /// Whether clauses follow after a colon.
    var namesClauses: Bool { self == .replaces || self == .conflicts || self == .overrideLooserBy }
}
