import Events
import JSON

/// From when and until when something may be asked of each child of a case.
///
/// An event without `children` concerns every child of the case: of the case as it was then. So of a child whom the record first
/// names after others nothing is asked for the time before; of no child for the time before its birth, unless the record named it
/// when it was still unborn; and of none after its death.
struct Lives {
    private var stretches: [Stretch]

    /// Whole where nothing on record says otherwise.
    subscript(child: Int) -> Stretch { stretches.indices.contains(child) ? stretches[child] : .always }

    init(_ table: EventTable) {
        let family = 0..<table.ownChildren
        stretches = Array(repeating: .always, count: family.count)
        let persons = table.all(.personRecorded)
        let named = family.map { table.firstNaming($0)?.when.first }
        let begun = named.compactMap(\.self).min().map(London.day)
        for child in family {
            let toldOf = named[child].map(London.day)
            if let toldOf, let begun, toldOf > begun { stretches[child].lo = London.start(of: toldOf).microseconds }
            for place in persons where Self.isAbout(table.entries[place], child, table) {
                let entry = table.entries[place]
                if let born = entry["date_of_birth"].flatMap(Self.day) {
                    let isUnborn = toldOf.map { $0 < born } ?? false
                    if !isUnborn { stretches[child].lo = max(stretches[child].lo, London.start(of: born).microseconds) }
                }
                if let died = entry["date_of_death"].flatMap(Self.day) {
                    stretches[child].hi = London.end(of: died).microseconds + 1
                    stretches[child].end = place
                }
            }
        }
    }

    private static func isAbout(_ entry: Entry, _ child: Int, _ table: EventTable) -> Bool {
        entry.isPerson(called: table.children[child]) || entry.children == [child]
            || (table.ownChildren == 1 && entry["relationship"]?.says("subject") == true)
    }

    private static func day(_ value: JSONValue) -> Day? { value.string.flatMap { Day($0) } }
}

extension Entry {
    /// Whether it records the person, a child, who goes by this name.
    func isPerson(called name: String) -> Bool {
        type == KnownType.personRecorded.rawValue && self["is_child"]?.bool == true && self["person"]?.personKey == name
    }
}
