import JSON

extension Posting {
    /// Whether both say the same, so that one is a repeat of the other: the same attributes, times as instants, and data
    /// that differs in layout at most.
    public func sameContent(as other: Posting) -> Bool {
        var mine = attributes
        var theirs = other.attributes
        // CloudEvents reads an absent content type as JSON.
        mine.dataContentType = mine.dataContentType ?? "application/json"
        theirs.dataContentType = theirs.dataContentType ?? "application/json"
        mine.timePrecision = mine.timePrecision ?? .instant
        theirs.timePrecision = theirs.timePrecision ?? .instant
        guard mine == theirs, mine.texts.elementsEqual(theirs.texts, by: { $0.elementsEqual($1) }) else { return false }
        return data == other.data || content.root.sameContent(as: other.content.root)
    }
}

extension Attributes {
    /// Every text that is kept as it was posted. Swift takes texts for equal that Unicode has for equivalent; their bytes differ.
    fileprivate var texts: [String.UTF8View] {
        [
            id, source, type, actor, actorRole, actorTeam, corrects, correlationID, causationID, traceParent, traceState,
            dataContentType, dataSchema, "\(subject)",
        ].map { ($0 ?? "").utf8 } + concerns.map { "\($0)".utf8 }
    }
}
