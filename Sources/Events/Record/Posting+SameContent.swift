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
        guard mine == theirs else { return false }
        return data == other.data || content.root.sameContent(as: other.content.root)
    }
}
