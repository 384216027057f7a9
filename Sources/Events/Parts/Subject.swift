/// What an event is about, as `case/104233`.
public struct Subject: Hashable, Sendable {
    /// What sort of thing; the part of a subject before the slash.
    public enum Kind: String, Sendable, CaseIterable {
        /// The file a source system keeps, of one child or of a sibling group.
        case `case`
        case worker, team, service
    }

    public let kind: Kind
    /// The source system's reference: 1 to 128 letters, digits and `. _ ~ : @ + -`.
    public let ref: String

    /// Characters of a reference.
    public static let refLength = 128

    public init?(kind: Kind, ref: String) {
        guard (1...Self.refLength).contains(ref.utf8.count), ref.utf8.allSatisfy(Self.isAllowed) else { return nil }
        self.kind = kind
        self.ref = ref
    }

    /// Reads `case/REF`, `worker/REF`, `team/REF` or `service/REF`; nil for anything else.
    public init?(_ text: String) {
        guard let slash = text.utf8.firstIndex(of: UInt8(ascii: "/")), let kind = Kind(rawValue: String(text[..<slash])) else {
            return nil
        }
        self.init(kind: kind, ref: String(text[text.utf8.index(after: slash)...]))
    }

    static func isAllowed(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "0")...UInt8(ascii: "9"),
            UInt8(ascii: "."), UInt8(ascii: "_"), UInt8(ascii: "~"), UInt8(ascii: ":"), UInt8(ascii: "@"), UInt8(ascii: "+"),
            UInt8(ascii: "-"):
            true
        default: false
        }
    }
}

extension Subject: CustomStringConvertible {
    public var description: String { kind.rawValue + "/" + ref }
}
