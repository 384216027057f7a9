import Events
import LMDB
import Spans

/// What leads to an event by way of the index tables.
struct IndexedEvent {
    let id: IDKey
    let subject: Subject

    /// Reads a record where it stands in the map; nil where its header is none, or another event's.
    init?(_ record: Span<UInt8>, at position: UInt64) {
        guard let end = try? EventRecord.sealedStart(record) else { return nil }
        let header = record.extracting(2..<end)
        if let glance = HeaderGlance(header, at: Position(position)),
            let subject = Subject(String(decoding: Array(copying: header.extracting(glance.subject)), as: UTF8.self))
        {
            id = IDKey(source: header.extracting(glance.source), id: header.extracting(glance.id))
            self.subject = subject
            return
        }
        guard let read = try? Header(bytes: Array(copying: header)), read.position.rawValue == position else { return nil }
        id = IDKey(read.attributes.reference)
        subject = read.attributes.subject
    }
}
