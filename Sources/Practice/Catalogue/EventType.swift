public import Events
import JSON

/// What the schema of one type of event says about it.
public struct EventType: Sendable {
    /// As `decision.made`.
    public let name: String
    /// As "Decision made".
    public let title: String
    public let description: String
    /// The chapter of the catalogue, as "decisions & oversight".
    public let family: String
    /// What it may be about; empty where the schema does not say.
    public let subjects: [Subject.Kind]
    /// Whether it sets a fact that lasts until it ends or another takes its place.
    public let isStanding: Bool
    /// Whether the fact is each child's own.
    public let isPerChild: Bool
    public let summary: SummaryTemplate
    /// When it belongs in a chronology; the first that fits gives the reason.
    public let significance: [SignificanceRule]

    /// - Throws: a `Fault` whose pointer begins with the type's name.
    init(name: String, schema: JSONValue) throws(Fault) {
        let notes = schema["x-daybook"]
        self.name = name
        title = schema["title"]?.string ?? name
        description = schema["description"]?.string ?? ""
        family = notes?["family"]?.string ?? ""
        subjects = notes?["subjects"]?.elements.compactMap { $0.string.flatMap(Subject.Kind.init(rawValue:)) } ?? []
        isStanding = notes?["standing"]?.bool ?? false
        isPerChild = notes?["per_child"]?.bool ?? false
        let pointer = Fault.step(name) + "/x-daybook"
        summary = try SummaryTemplate(
            notes?["summary"]?.string ?? title, properties: schema["properties"], pointer: pointer + "/summary")
        var rules: [SignificanceRule] = []
        if let listed = notes?["significant"]?.elements {
            for rule in listed {
                guard let because = rule["because"]?.string, !because.isEmpty else {
                    throw Fault(pointer + "/significant/\(rules.count)/because", "Say why such an event matters.")
                }
                rules.append(SignificanceRule(where: rule["where"], because: because))
            }
        }
        significance = rules
    }
}
