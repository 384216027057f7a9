package import Events
import LMDB

/// An event as the table of events holds it: the header's length as a big-endian 16-bit number, the header, the sealed
/// part.
package struct EventRecord {
    package let header: [UInt8]
    package let sealed: [UInt8]

    /// The bytes of a record.
    ///
    /// - Parameters:
    ///   - header: 65,535 bytes at most.
    ///   - sealed: what is kept under the key of the subject.
    package static func bytes(header: [UInt8], sealed: [UInt8]) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(2 + header.count + sealed.count)
        bytes.append(UInt8(truncatingIfNeeded: header.count >> 8))
        bytes.append(UInt8(truncatingIfNeeded: header.count))
        bytes += header
        bytes += sealed
        return bytes
    }

    /// The record at `position`; nil if there is none.
    init?(at position: Position, in table: Table, _ reading: borrowing ReadTransaction) throws {
        guard let bytes = try reading.value(for: [UInt8](bigEndian: position.rawValue), in: table) else { return nil }
        try self.init(bytes)
    }

    package init(_ bytes: Span<UInt8>) throws(RecordError) {
        let start = try Self.sealedStart(bytes)
        header = Array(copying: bytes.extracting(2..<start))
        sealed = Array(copying: bytes.extracting(start..<bytes.count))
    }

    /// Where in a record the sealed part begins; the header stands before it, behind two bytes.
    static func sealedStart(_ bytes: Span<UInt8>) throws(RecordError) -> Int {
        guard bytes.count >= 2 else { throw .header("the record is too short") }
        let length = Int(bytes[0]) << 8 | Int(bytes[1])
        guard bytes.count >= 2 + length else { throw .header("the record is cut off") }
        return 2 + length
    }
}
