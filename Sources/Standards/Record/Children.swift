import Events
import JSON
import Practice

/// The children of a case, by number.
///
/// They are those named when the case was opened or referred, when a status started, and those recorded as the person the
/// case is about. Where nothing of the kind is on record, they are all that any event names.
struct Children {
    private(set) var names: [String]
    /// How many of them are the case's; the rest are only mentioned by some event.
    let own: Int
    private var numbers: [String: Int]

    private static let telling: Set<String> = ["case.opened", "status.started", "referral.received"]

    init(_ record: Practice.Record) {
        var names: [String] = []
        var numbers: [String: Int] = [:]
        func add(_ name: String) {
            guard numbers[name] == nil else { return }
            numbers[name] = names.count
            names.append(name)
        }
        for index in record.events.indices where record.counts(index) {
            let event = record.events[index]
            let type = event.header.attributes.type
            if Self.telling.contains(type) {
                event.children.forEach(add)
            } else if type == "person.recorded", event["is_child"]?.bool == true, event["relationship"]?.says("subject") == true {
                let children = event.children
                if children.isEmpty { event["person"]?.personKey.map(add) } else { children.forEach(add) }
            }
        }
        let told = names.count
        for index in record.events.indices where record.counts(index) { record.events[index].children.forEach(add) }
        self.names = names
        self.numbers = numbers
        own = told > 0 ? told : names.count
    }

    /// The children an event names; none for every child.
    mutating func numbers(of event: Event) -> [Int] {
        guard let named = event["children"], named.count > 0 else { return [] }
        return named.elements.compactMap { value in
            guard let name = value.string else { return nil }
            if let number = numbers[name] { return number }
            numbers[name] = names.count
            names.append(name)
            return names.count - 1
        }
    }
}
