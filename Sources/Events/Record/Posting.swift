public import JSON

/// One event as it was posted, before the ledger has taken it.
///
/// A class for the reason that `Event` is one.
public final class Posting: Sendable {
    public let attributes: Attributes
    /// The posted `data`, an object.
    public let content: JSONDocument
    /// The same, byte for byte.
    public var data: [UInt8] { content.bytes }

    /// - Parameter content: the data, an object.
    public init(attributes: Attributes, content: JSONDocument) {
        self.attributes = attributes
        self.content = content
    }
}

extension Posting {
    /// The source of what the ledger itself writes, as that a case was disposed of. Nobody posts from it,
    /// nor from that of the visitors' book.
    public static let ledgerSource = "/daybook"

    /// Whether a source is the ledger's own.
    public static func isLedgerSource(_ source: String) -> Bool {
        source == ledgerSource || source.hasPrefix(ledgerSource + "/visitors")
    }

    /// Bytes of an attribute this ledger does not know, and how many of them one event may carry.
    public static let extensionLength = 1024
    public static let extensionCount = 16
    /// Other subjects one event may name in `concerns`.
    public static let concernsCount = 16

    /// Reads one event in structured mode.
    ///
    /// - Parameter faults: gets every fault found; where there is any, the answer is nil.
    public static func read(_ event: JSONValue, faults: inout [Fault]) -> Posting? {
        guard event.kind == .object else {
            faults.append(Fault("", "An event is a JSON object."))
            return nil
        }
        var reader = AttributeReader(event: event)
        let attributes = reader.read()
        faults += reader.faults
        guard let attributes, let data = reader.members[.data], data.kind == .object, reader.faults.isEmpty else { return nil }
        return Posting(attributes: attributes, content: JSONDocument(copying: data))
    }
}
