public import JSON

/// One event of the ledger.
///
/// A class, though it never changes: an event is handed on many times, and that should cost one reference.
public final class Event: Sendable {
    public let header: Header
    /// The data as posted, an object; nil once the subject's key has been destroyed.
    public let data: JSONValue?
    /// Attributes kept under the subject's key; empty once it has been destroyed.
    public let sealedAttributes: SealedAttributes
    /// When and why the data is gone; nil where it is there.
    public let erasure: Erasure?

    /// - Parameter erasure: where the data is gone, what became of it.
    public init(header: Header, data: JSONValue?, sealedAttributes: SealedAttributes, erasure: Erasure? = nil) {
        self.erasure = erasure
        self.header = header
        self.data = data
        self.sealedAttributes = sealedAttributes
    }

    /// Reads an event as it stands in the ledger; throws where something else stands there.
    public convenience init(_ recorded: RecordedEvent) throws(RecordError) {
        let content = recorded.content
        let header = try Header(recorded.header)
        var data: JSONValue?
        let sealedAttributes: SealedAttributes
        do throws(JSONError) {
            if let bytes = content.data { data = try JSONDocument(Array(bytes)).root }
            sealedAttributes = try SealedAttributes(bytes: Array(content.attributes))
        } catch { throw .sealed("it holds no JSON: \(error.reason)") }
        self.init(header: header, data: data, sealedAttributes: sealedAttributes, erasure: content.erasure)
    }

    // Inlined, so that who reads one attribute counts its references alone, and not those of all two dozen.
    @inlinable public var position: Position { header.position }
    @inlinable public var attributes: Attributes { header.attributes }
    public var actorName: String? { sealedAttributes.actorName }

    /// A field of the data; nil where it is absent, `null`, or erased.
    public subscript(field: String) -> JSONValue? {
        guard let value = data?[field], !value.isNull else { return nil }
        return value
    }

    /// The events that the data's `based_on` names.
    public var basedOn: [EventReference] {
        self["based_on"]?.elements.compactMap { $0.string.map { EventReference($0, from: attributes.source) } } ?? []
    }

    /// What other events name it by.
    public var reference: EventReference {
        // Read where it is: copying the attributes counts two dozen references.
        EventReference(source: header.attributes.source, id: header.attributes.id)
    }

    /// The children the data names; empty where it concerns every child of the case.
    public var children: [String] { self["children"]?.elements.compactMap(\.string) ?? [] }
}
