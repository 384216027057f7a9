import Events
import JSON

/// One event made from a statement.
public struct ImportedEvent: Sendable, Equatable {
    /// The event as CloudEvents JSON in structured mode, ready to be posted. The same file gives the same bytes.
    public let json: [UInt8]
    /// Its id within its source.
    let id: String
    /// The statement it was made from.
    public let place: Place

    init(id: String, json: [UInt8], place: Place) {
        self.id = id
        self.json = json
        self.place = place
    }
}
