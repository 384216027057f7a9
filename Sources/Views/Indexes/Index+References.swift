import Events
import JSON
import Ledger

extension Index {
    /// Events by the events they name. The key is of the name, not of a position, as what is named may come later.
    static let references = Index(name: "references", version: 1) { event in
        Set(event.references).map { Row(key: IDKey($0).bytes + IndexKey.position(event.position), value: []) }
    }
}

extension Event {
    /// The fields of data that name another event of the record.
    private static let referring = ["decision", "superseded_by", "moved_to", "placement", "assessment_ref"]

    /// Every event that this one names, in whatever way.
    var references: [EventReference] {
        var references = basedOn
        if let corrected = attributes.corrected { references.append(corrected) }
        for field in Self.referring {
            if let text = self[field]?.string { references.append(EventReference(text, from: attributes.source)) }
        }
        return references
    }
}
