public import Events
import JSON

/// What decides how long a case's record must be kept.
public struct RetentionFacts: Sendable {
    /// A child of the case.
    public struct Child: Sendable {
        /// The reference, or the name where there is none.
        public let name: String
        public let born: Day?
        public let died: Day?
    }

    /// In the order of their names.
    public let children: [Child]
    /// Every status that any child ever had.
    public let statuses: Set<String>
    /// When an adoption order was made, the last one where there were several.
    public let adoptionOrder: Day?
    /// When the case was closed; nil where it is open.
    public let closed: Day?

    public init(_ record: Record) {
        var children: [String: Child] = [:]
        var named: Set<String> = []
        var statuses: Set<String> = []
        var order: Day?
        var lastClosed: Day?
        for index in record.byTime where record.counts(index) {
            let event = record.events[index]
            named.formUnion(event.children)
            let day = London.day(of: event.attributes.time.instant)
            switch event.attributes.type {
            case "person.recorded":
                guard event["is_child"]?.bool == true, let name = event["person"].flatMap({ Person(value: $0).key }) else {
                    break
                }
                children[name] = Child(
                    name: name, born: event["date_of_birth"]?.string.flatMap { Day($0) } ?? children[name]?.born,
                    died: event["date_of_death"]?.string.flatMap { Day($0) } ?? children[name]?.died)
            case "status.started": if let status = event["status"]?.string { statuses.insert(status) }
            case "legal_milestone.recorded":
                if event["milestone"]?.string == "adoption_order", event["result"]?.string ?? "met" == "met" { order = day }
            case "case.closed": lastClosed = day
            default: break
            }
        }
        // A child that events name and nobody has recorded is one whose birth is not known.
        for name in named where children[name] == nil { children[name] = Child(name: name, born: nil, died: nil) }
        self.children = children.values.sorted { $0.name < $1.name }
        self.statuses = statuses
        adoptionOrder = order
        closed = CaseState(record).status == "closed" ? lastClosed : nil
    }
}
