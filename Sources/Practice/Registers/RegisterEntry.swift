public import Events
public import JSON

/// A line of a register: a line of the history, with the fields the register is about.
public struct RegisterEntry: Sendable {
    public let entry: HistoryEntry
    /// Whether it counts: it is neither withdrawn nor stated anew, and no repeat of what another source told.
    public let counts: Bool
    /// Local days since the one before it that counts; nil for the first, and for those that do not count.
    public let daysSincePrevious: Int?
    /// Why the days since the one before it cannot be told; nil where they can, or where there is none.
    let daysUnknown: String?
    let fields: [String]

    public var position: Position { entry.event.position }
}

extension RegisterEntry: JSONWritable {
    public func write(to writer: inout JSONWriter) {
        writer.object { writer in
            entry.writeMembers(to: &writer)
            writer.member("counts", counts)
            writer.member("days_since_previous", daysSincePrevious)
            if let daysUnknown { writer.member("days_since_unknown", daysUnknown) }
            writer.fields(fields, of: entry.event)
        }
    }
}
