internal import Events
internal import YAML

extension Pack {
    /// The most clauses of one pack; the largest known has 380.
    public static let clauseLimit = 5_000

    /// Reads a pack and checks it.
    ///
    /// - Throws: everything wrong with the file: what cannot be read, what is not known, and rules that can never fire or
    ///   contradict themselves.
    public init(reading bytes: [UInt8], context: ReadingContext) throws(PackFaults) {
        self = try PackReader.read(bytes, context) { reader, root in reader.pack(root) }
    }
}

extension PackReader {
    private static let packNames = ["pack", "title", "effective_from", "chapters", "clauses"]
    private static let packOptions = ["about", "conditions", "occurrences"]

    fileprivate mutating func pack(_ root: YAMLNode) -> Pack? {
        guard let members = members(root, "a pack", required: Self.packNames, optional: Self.packOptions) else { return nil }
        let id = members["pack"].flatMap { packID($0) }
        let title = members["title"].flatMap { text($0, "\"title\"") }
        let about = optionalText(members["about"], "\"about\"")
        let day = members["effective_from"].flatMap { self.day($0, "\"effective_from\"") }
        let vocabulary = vocabulary(members) ?? Vocabulary()
        let chapters = members["chapters"].flatMap { items($0, "\"chapters\"") } ?? []
        let placedChapters = chapters.compactMap { chapter($0) }
        let nodes = members["clauses"].flatMap { items($0, "\"clauses\"") } ?? []
        guard nodes.count <= Pack.clauseLimit else {
            fault(members.place(of: "clauses"), "A pack has at most \(Pack.clauseLimit) clauses; these are \(nodes.count).")
            return nil
        }
        let placed = nodes.compactMap { clause($0, effectiveFrom: day ?? Day(number: 0)) }
        checkIDs(nodes, placedChapters)
        checkReferences(Set(nodes.compactMap { $0["id"]?.scalar }.compactMap { if case .text(let id) = $0 { id } else { nil } }))
        for clause in placed { lint(clause) }
        // With two clauses of one id there is no telling which of them waits for what.
        if Set(placed.map(\.clause.id)).count == placed.count { checkLoops(placed) }
        guard let id, let title, let day else { return nil }
        return Pack(
            id: id, title: title, about: about, effectiveFrom: day, chapters: placedChapters.map(\.chapter),
            clauses: placed.map(\.clause), vocabulary: vocabulary)
    }

    private mutating func packID(_ node: YAMLNode) -> String? {
        guard let id = text(node, "the id of a pack") else { return nil }
        let isPlain = id.utf8.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"): true
            default: false
            }
        }
        if isPlain { return id }
        fault(node.mark, "\"\(id)\" is no id of a pack: use small letters, digits and dashes, as redcar-cleveland.")
        return nil
    }

    /// `{id: KNO-C2, title: …, clauses: KNO-C2.01a KNO-C2.01b …}`.
    private mutating func chapter(_ node: YAMLNode) -> PlacedChapter? {
        guard let members = members(node, "a chapter", required: ["id", "title", "clauses"]), let idNode = members["id"],
            let id = text(idNode, "the id of a chapter"), let title = members["title"].flatMap({ text($0, "\"title\"") }),
            let list = members["clauses"], let ids = text(list, "the list of a chapter's clauses")
        else { return nil }
        let clauses = ids.split(whereSeparator: { $0 == " " || $0 == "\n" }).map(String.init)
        return PlacedChapter(chapter: Chapter(id: id, title: title, clauses: clauses), mark: idNode.mark, listMark: list.mark)
    }
}

/// A chapter and where it stands.
struct PlacedChapter {
    let chapter: Chapter
    let mark: Mark
    /// Where its list of clauses begins.
    let listMark: Mark
}
