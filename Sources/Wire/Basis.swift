public import Events
public import JSON
public import Transparency

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// What an answer was computed from: the ledger at one size, and whether only what had been entered by a time counts.
public struct Basis: Sendable {
    /// Events that were looked at: those below this position.
    public let size: UInt64
    public let root: TreeHash
    /// When the last of them was recorded; nil while there is none.
    public let recordedTime: Instant?
    /// Only events that the source system had entered by then; nil where all count.
    public let enteredBy: Instant?

    public init(size: UInt64, root: TreeHash, recordedTime: Instant?, enteredBy: Instant? = nil) {
        self.size = size
        self.root = root
        self.recordedTime = recordedTime
        self.enteredBy = enteredBy
    }

    /// Whether an event below `size` counts.
    public func includes(_ event: Event) -> Bool {
        guard let enteredBy else { return true }
        return event.header.enteredOrRecorded <= enteredBy
    }

    /// Whether an event below `size` counts.
    public func includes(_ header: RecordedHeader) -> Bool {
        guard let enteredBy else { return true }
        return header.enteredOrRecorded.map { $0 <= enteredBy } ?? false
    }
}

extension Basis: JSONWritable {
    public func write(to writer: inout JSONWriter) {
        writer.object { writer in
            writer.member("size", size)
            writer.member("root", Data(root.array).base64EncodedString())
            writer.member("recordedtime", recordedTime?.fixedWidth)
            if let enteredBy {
                writer.member("known_at", enteredBy.description)
                writer.member("known_basis", "entered")
            }
        }
    }
}
