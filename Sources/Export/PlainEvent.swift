public import JSON

/// An event as the daemon gives it, on its way out.
public enum PlainEvent {
    /// Attributes that only the ledger sets; a ledger that takes the event sets its own.
    static let setByLedger: Set<String> = ["sequence", "recordedtime", "postedby"]

    /// The CloudEvent as it was posted, without what the ledger added: what `daybook post` takes.
    ///
    /// - Returns: nil for an event whose data is gone, which no ledger would take.
    public static func cloudEvent(_ event: JSONValue) -> [UInt8]? {
        guard event["data"]?.kind == .object else { return nil }
        var writer = JSONWriter(capacity: event.text.count)
        writer.object { writer in
            for (key, value) in event.members {
                guard let name = key.string, !setByLedger.contains(name) else { continue }
                writer.key(name)
                writer.raw(value.text)
            }
        }
        return writer.bytes
    }
}
