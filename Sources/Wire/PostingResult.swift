import Events
public import JSON
public import Ledger

/// The answer to one posted event, with its receipt where one was asked for.
public struct PostingResult: JSONWritable {
    public let appended: Appended
    /// The event's receipt, as a `.tlog-proof` file holds it; nil where none was asked for.
    public let receipt: String?

    public init(appended: Appended, receipt: String?) {
        self.appended = appended
        self.receipt = receipt
    }

    public func write(to writer: inout JSONWriter) {
        writer.object { writer in
            writer.member("position", appended.position.rawValue)
            writer.member("recordedtime", appended.recordedTime.fixedWidth)
            writer.member("subject_version", appended.subjectVersion)
            writer.member("duplicate", appended.duplicate)
            if let receipt { writer.member("receipt", receipt) }
        }
    }
}
