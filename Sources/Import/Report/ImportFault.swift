public import JSON

/// Something that a source got wrong, contradicts or leaves out, with its place. It is reported, never repaired.
public struct ImportFault: Hashable, Sendable {
    public let kind: Kind
    public let place: Place
    /// The child's reference, where the row tells.
    public let child: String?
    /// One sentence or clause: what is stated there, and what is wrong with it.
    public let detail: String

    public init(_ kind: Kind, _ place: Place, child: String? = nil, detail: String) {
        self.kind = kind
        self.place = place
        self.child = child
        self.detail = Self.shortened(detail)
    }

    /// Bytes of a detail: of a name of megabytes its beginning says enough.
    static let longestDetail = 1_000

    private static func shortened(_ detail: String) -> String {
        guard detail.utf8.count > longestDetail else { return detail }
        let rest = detail.utf8.count - longestDetail
        return String(decoding: detail.utf8.prefix(longestDetail), as: UTF8.self) + " … (and \(rest) bytes more)"
    }

    /// Faults are shown under these headings, in this order.
    public enum Group: String, Sendable, CaseIterable {
        case notRead = "not_read"
        case unclear
        case impossible
        case contradictory
        case leftOut = "left_out"

        /// The heading.
        public var title: String {
            switch self {
            case .notRead: "Could not be read"
            case .unclear: "Unclear"
            case .impossible: "Impossible"
            case .contradictory: "Contradictory"
            case .leftOut: "Left out"
            }
        }
    }
}

extension ImportFault: JSONWritable {
    public func write(to writer: inout JSONWriter) {
        writer.object { object in
            place.writeMembers(to: &object)
            object.member("child", child)
            object.member("detail", detail)
        }
    }
}
