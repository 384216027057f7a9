import JSON

/// How far the views have come, kept in the same transaction as their rows.
struct Mark: Equatable {
    /// Events folded.
    var position: UInt64 = 0
    /// The ledger's root at that size: a ledger with another root is another ledger.
    var root: [UInt8] = []
    /// The version of the code that made each view's table.
    var versions: [String: Int] = [:]
    /// Which of its tables answers: each rebuild makes the next one.
    var generations: [String: Int] = [:]
    /// How many rows each view has in the table that answers.
    var rows: [String: Int] = [:]

    static let key = Array("mark".utf8)
    /// Under it stands what vouches for the mark.
    static let tagKey = Array("tag".utf8)

    init() {}

    /// Reads what `bytes` wrote; a fresh mark for anything else.
    init(_ bytes: [UInt8]) {
        guard let root = try? JSONDocument(bytes).root,
            let position = root["position"]?.integer.flatMap({ UInt64(exactly: $0) })
        else { return }
        self.position = position
        self.root = root["root"]?.elements.compactMap { $0.integer.map { UInt8(truncatingIfNeeded: $0) } } ?? []
        for (name, value) in root["versions"]?.members ?? JSONDocument.emptyObject.root.members {
            versions[name.string ?? ""] = value.integer.map { Int($0) }
        }
        for (name, value) in root["generations"]?.members ?? JSONDocument.emptyObject.root.members {
            generations[name.string ?? ""] = value.integer.map { Int($0) }
        }
        for (name, value) in root["rows"]?.members ?? JSONDocument.emptyObject.root.members {
            rows[name.string ?? ""] = value.integer.map { Int($0) }
        }
    }

    var bytes: [UInt8] {
        var writer = JSONWriter()
        writer.object { writer in
            writer.member("position", position)
            writer.key("root")
            writer.array { writer in for byte in root { writer.integer(byte) } }
            writer.key("versions")
            writer.object { writer in for (name, version) in versions { writer.member(name, version) } }
            writer.key("generations")
            writer.object { writer in for (name, generation) in generations { writer.member(name, generation) } }
            writer.key("rows")
            writer.object { writer in for (name, count) in rows { writer.member(name, count) } }
        }
        return writer.bytes
    }
}
