public import JSON

/// That a subject's key was destroyed: what stood in its events is gone, here and wherever else the ledger lies.
public struct Erasure: Sendable, Equatable {
    /// The event that says so.
    public let position: Position
    /// When it was done.
    public let on: Instant
    /// What allowed or demanded it, in the words of who did it; nil where those cannot be read.
    public let authority: String?

    public init(position: Position, on: Instant, authority: String?) {
        self.position = position
        self.on = on
        self.authority = authority
    }

    /// As "Erased on 2026-11-22 under the retention schedule, line 4."
    public var sentence: String {
        let under = authority.map { " under \($0)" } ?? ""
        return "Erased on \(London.day(of: on))\(under)" + (under.hasSuffix(".") ? "" : ".")
    }

    /// The type of the event that says so, in the ledger's own name.
    public static let type = "record.disposed"

    /// Whether an event says that `subject` was erased.
    public static func says(_ attributes: Attributes, of subject: Subject) -> Bool {
        attributes.type == type && attributes.source == Posting.ledgerSource && attributes.concerns.contains(subject)
    }
}

extension Erasure: JSONWritable {
    public func write(to writer: inout JSONWriter) {
        writer.object { writer in
            writer.member("on", on.description)
            writer.member("authority", authority)
            writer.member("position", position.rawValue)
        }
    }
}
