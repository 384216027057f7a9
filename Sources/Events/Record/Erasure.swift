public import JSON

/// That a subject's key was destroyed: what stood in its events is gone, here and wherever else the ledger lies.
public struct Erasure: Sendable, Equatable {
    /// The event that says so.
    public let position: Position
    /// When it was done.
    public let on: Instant
    /// What allowed or demanded it, in the words of who did it; nil where those cannot be read.
    public let authority: String?
    /// The event that said so first, in a later state of the ledger that is lost: the log was put back to an older one, and says
    /// anew what its keys say. It was done `on` that day or before. Nil where the event at `position` is the first.
    public let restates: Position?
    /// The teams that had it: their people are told that it is gone.
    public let teams: Set<String>

    public init(
        position: Position, on: Instant, authority: String?, restates: Position? = nil, teams: Set<String> = []
    ) {
        self.position = position
        self.on = on
        self.authority = authority
        self.restates = restates
        self.teams = teams
    }

    /// As "Erased on 2026-11-22 under the retention schedule, line 4."
    public var sentence: String {
        guard restates == nil else {
            return
                "Erased on or before \(London.day(of: on)): what says when, and under what, is lost with a later state of the ledger."
        }
        let under = authority.map { " under \($0)" } ?? ""
        return "Erased on \(London.day(of: on))\(under)" + (under.hasSuffix(".") ? "" : ".")
    }

    /// The type of the event that says so, in the ledger's own name.
    public static let type = "record.disposed"

    /// Whether an event says that `subject` was erased.
    public static func says(_ attributes: Attributes, of subject: Subject) -> Bool { said(by: attributes).contains(subject) }

    /// The subjects that an event says were erased; none where it is another event.
    public static func said(by attributes: Attributes) -> [Subject] {
        attributes.type == type && attributes.source == Posting.ledgerSource ? attributes.concerns : []
    }
}

extension Erasure: JSONWritable {
    public func write(to writer: inout JSONWriter) {
        writer.object { writer in
            writer.member("on", on.description)
            writer.member("authority", authority)
            writer.member("position", position.rawValue)
            if let restates { writer.member("restates", restates.rawValue) }
        }
    }
}
