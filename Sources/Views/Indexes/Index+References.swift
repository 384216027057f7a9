import Events
import JSON
import LMDB
import Ledger

extension Index {
    /// Events by the events they name. The key is of the name, not of a position, as what is named may come later.
    static let references = Index(name: "references", version: 3) { event, rows in
        for reference in Set(event.references) {
            rows.add { key in
                key.append(contentsOf: IDKey(reference).bytes)
                key.append(bigEndian: event.position.rawValue)
            }
        }
    }
}

extension Event {
    /// The fields of data that name another event of the record, alone or in a list.
    private static let referring = ["superseded_by", "moved_to", "placement", "assessment_ref", "about_events"]

    /// Every event that this one names, in whatever way.
    var references: [EventReference] {
        var references = basedOn
        if let corrected = attributes.corrected { references.append(corrected) }
        // Elsewhere a decision is what was decided, in words.
        let ended = attributes.type == "decision.ended" ? ["decision"] : []
        for field in Self.referring + ended {
            guard let value = self[field] else { continue }
            for text in [value.string].compactMap(\.self) + value.elements.compactMap(\.string) {
                references.append(EventReference(text, from: attributes.source))
            }
        }
        return references
    }
}
