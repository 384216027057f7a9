public import Events
public import JSON

/// An event as the ledger shows it wherever one stands in an answer.
extension Event: JSONWritable {
    public func write(to writer: inout JSONWriter) { RecordedEvent(self).write(to: &writer) }
}
