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

    // A batch is answered with thousands.
    private static let position = JSONName("position")
    private static let recordedTime = JSONName("recordedtime")
    private static let subjectVersion = JSONName("subject_version")
    private static let duplicate = JSONName("duplicate")

    public func write(to writer: inout JSONWriter) {
        writer.object { writer in
            writer.key(Self.position)
            writer.integer(appended.position.rawValue)
            writer.key(Self.recordedTime)
            writer.plain(appended.recordedTime.fixedWidth)
            writer.key(Self.subjectVersion)
            writer.integer(appended.subjectVersion)
            writer.key(Self.duplicate)
            writer.bool(appended.duplicate)
            if let receipt { writer.member("receipt", receipt) }
        }
    }
}
