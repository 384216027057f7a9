import Events
import LMDB

/// Keys of views: a name, then what puts its entries in order.
enum IndexKey {
    /// Bytes of a name that a key may hold; LMDB's keys have 511.
    private static let nameLength = 400

    /// A name, ended so that no name is the start of another.
    static func name(_ text: String) -> [UInt8] { Array(text.utf8.prefix(nameLength)) + [0] }

    /// A time, in eight bytes that sort like it.
    static func time(_ instant: Instant) -> [UInt8] {
        [UInt8](bigEndian: number(instant))
    }

    private static func number(_ instant: Instant) -> UInt64 { UInt64(bitPattern: instant.microseconds) ^ (1 << 63) }

    static func instant(_ bytes: Span<UInt8>, at offset: Int) -> Instant? {
        bytes.bigEndian(at: offset).map { Instant(microseconds: Int64(bitPattern: $0 ^ (1 << 63))) }
    }

    /// Writes the key of an event's row behind what is there: under a name, if the view has names, and in order of time, if it is.
    static func write(_ name: String?, _ time: Instant?, _ position: Position, to bytes: inout [UInt8]) {
        if let name {
            if name.utf8.count <= nameLength {
                bytes.append(contentsOf: name.utf8)
            } else {
                bytes.append(contentsOf: name.utf8.prefix(nameLength))
            }
            bytes.append(0)
        }
        if let time { bytes.append(bigEndian: number(time)) }
        bytes.append(bigEndian: position.rawValue)
    }

    static func position(_ position: Position) -> [UInt8] { [UInt8](bigEndian: position.rawValue) }
}
