public import JSON

/// Attributes that are kept under the subject's key, in the order of their names.
public struct SealedAttributes: Sendable, Equatable {
    /// Name and value, the value as JSON text.
    public private(set) var members: [(name: String, json: [UInt8])] = []

    public init() {}

    public var isEmpty: Bool { members.isEmpty }

    /// The name of the person who did or decided it, as the source shows it.
    public var actorName: String? {
        members.first { $0.name == "actorname" }.flatMap { try? JSONDocument($0.json).root.string }
    }

    /// Sets an attribute, in place of one of the same name.
    ///
    /// - Parameter json: the value, one JSON text; it is not checked.
    public mutating func set(_ name: String, _ json: [UInt8]) {
        let place = members.firstIndex { $0.name >= name } ?? members.count
        if place < members.count, members[place].name == name {
            members[place].json = json
        } else {
            members.insert((name, json), at: place)
        }
    }

    /// Whether both hold the same values, however their texts are escaped.
    public static func == (a: SealedAttributes, b: SealedAttributes) -> Bool {
        a.members.elementsEqual(b.members) { $0.name == $1.name && sameValue($0.json, $1.json) }
    }

    private static func sameValue(_ a: [UInt8], _ b: [UInt8]) -> Bool {
        if a == b { return true }
        guard let a = try? JSONDocument(a), let b = try? JSONDocument(b) else { return false }
        return a.root.sameContent(as: b.root)
    }

    /// A JSON object, its members in the order of their names and its values as they were posted; nothing where there are
    /// none.
    public var bytes: [UInt8] {
        guard !isEmpty else { return [] }
        var writer = JSONWriter()
        writer.object { for member in members { $0.key(member.name); $0.raw(member.json) } }
        return writer.bytes
    }

    /// Reads what `bytes` wrote.
    public init(bytes: [UInt8]) throws(JSONError) {
        guard !bytes.isEmpty else { return }
        for (key, value) in try JSONDocument(bytes).root.members { set(key.string ?? "", Array(value.text)) }
    }
}
