/// The name of an event: its source and its id there. It need not be in the ledger (yet).
public struct EventReference: Hashable, Sendable {
    public let source: String
    public let id: String

    public init(source: String, id: String) {
        self.source = source
        self.id = id
    }

    /// Reads an id of the source `home`, or `SOURCE#ID`, split at the first `#`. A source has no `#`, so this is plain.
    public init(_ text: String, from home: String) {
        if let hash = text.utf8.firstIndex(of: UInt8(ascii: "#")), hash != text.startIndex {
            source = String(text[..<hash])
            id = String(text[text.utf8.index(after: hash)...])
        } else {
            source = home
            id = text
        }
    }
}

// An id is the bytes that its source wrote. Swift takes texts for equal that Unicode has for equivalent, as é in one character
// and in two: of two such ids the wrong event would be found.
extension EventReference {
    public static func == (one: EventReference, other: EventReference) -> Bool {
        one.id.utf8.elementsEqual(other.id.utf8) && one.source.utf8.elementsEqual(other.source.utf8)
    }
}

extension EventReference: CustomStringConvertible {
    public var description: String { source + "#" + id }
}
