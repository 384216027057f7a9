internal import YAML

/// Whether the clauses of a pack are those its chapters list, each once.
extension PackReader {
    mutating func checkIDs(_ nodes: [YAMLNode], _ chapters: [PlacedChapter]) {
        var places: [Clause.ID: Mark] = [:]
        for node in nodes {
            guard let idNode = node["id"], case .text(let id) = idNode.scalar else { continue }
            if let first = places[id] {
                fault(
                    idNode.mark,
                    "The clause \(id) stands here a second time; the first is at \(first). Give one of them its own id.")
            } else {
                places[id] = idNode.mark
            }
        }
        var listed: Set<Clause.ID> = []
        for chapter in chapters {
            for id in chapter.chapter.clauses {
                if !id.hasPrefix(chapter.chapter.id) {
                    fault(chapter.listMark, "\(id) does not begin with \"\(chapter.chapter.id)\", the id of its chapter.")
                }
                if !listed.insert(id).inserted { fault(chapter.listMark, "\(id) is listed twice. Take one out.") }
                if places[id] == nil {
                    fault(
                        chapter.listMark,
                        "The clause \(id) is listed here, and is missing."
                            + suggestion(id, among: places.keys.filter { !isListed($0, chapters) }))
                }
            }
        }
        for (id, mark) in places where !listed.contains(id) {
            fault(
                mark,
                "The clause \(id) is in no chapter's list."
                    + suggestion(id, among: listed.filter { places[$0] == nil }, orElse: " Add it to the list of its chapter."))
        }
    }

    private func isListed(_ id: Clause.ID, _ chapters: [PlacedChapter]) -> Bool {
        chapters.contains { $0.chapter.clauses.contains(id) }
    }

    /// Clauses that are named must be there.
    mutating func checkReferences(_ known: Set<Clause.ID>) {
        for (id, mark) in clauseReferences where !known.contains(id) {
            fault(mark, "There is no clause \(id) in this pack." + suggestion(id, among: known))
        }
    }
}
