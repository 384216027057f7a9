public import Events
import LMDB
import Spans

/// The key of an event in the table of ids: the first 16 bytes of SHA-256 of source, a zero byte, and id. Short, as what
/// makes LMDB slow is long random keys.
public struct IDKey: Hashable, Comparable, Sendable {
    let high: UInt64
    let low: UInt64

    public init(_ reference: EventReference) {
        let (source, id) = (Array(reference.source.utf8), Array(reference.id.utf8))
        self.init(source: source.span, id: id.span)
    }

    /// The key of the event that both texts in UTF-8 name.
    init(source: Span<UInt8>, id: Span<UInt8>) {
        let digest = Hash.of(source, 0, id)
        high = digest.span.bigEndian(at: 0) ?? 0
        low = digest.span.bigEndian(at: 8) ?? 0
    }

    /// Reads what `bytes` wrote; nil for anything else.
    init?(bytes: [UInt8]) { self.init(bytes.span) }

    /// Reads what `bytes` wrote; nil for anything else.
    init?(_ bytes: Span<UInt8>) {
        guard bytes.count == 16, let high = bytes.bigEndian(at: 0), let low = bytes.bigEndian(at: 8) else { return nil }
        self.high = high
        self.low = low
    }

    /// The 16 bytes.
    public var bytes: [UInt8] {
        var bytes = [UInt8](bigEndian: high)
        bytes.append(bigEndian: low)
        return bytes
    }

    /// Half of a digest tells as much as the whole.
    public func hash(into hasher: inout Hasher) { hasher.combine(low) }

    public static func < (a: IDKey, b: IDKey) -> Bool { (a.high, a.low) < (b.high, b.low) }
}

/// What the table of ids says of an event.
struct Place: Equatable {
    let position: Position
    let version: UInt64

    var bytes: [UInt8] {
        var bytes = [UInt8](bigEndian: position.rawValue)
        bytes.append(bigEndian: version)
        return bytes
    }

    init(position: Position, version: UInt64) {
        self.position = position
        self.version = version
    }

    init?(_ bytes: Span<UInt8>) {
        guard bytes.count == 16, let position = bytes.bigEndian(at: 0), let version = bytes.bigEndian(at: 8) else { return nil }
        self.init(position: Position(position), version: version)
    }
}

/// Keys of the table of subjects: the subject's text, a zero byte, the version. A subject has no zero byte, so the keys
/// of one subject stand together, in the order of versions.
enum SubjectKey {
    static func prefix(_ subject: Subject) -> [UInt8] { Array(subject.description.utf8) + [0] }

    /// The subject that a key is of; nil for what is no such key.
    static func subject(_ key: Span<UInt8>) -> Subject? {
        guard key.count > 9, key[key.count - 9] == 0 else { return nil }
        return Subject(String(decoding: Array(copying: key.extracting(0..<key.count - 9)), as: UTF8.self))
    }

    /// Greater than every key of the subject.
    static func end(_ subject: Subject) -> [UInt8] { Array(subject.description.utf8) + [1] }

    static func bytes(_ subject: Subject, version: UInt64) -> [UInt8] {
        var bytes = prefix(subject)
        bytes.append(bigEndian: version)
        return bytes
    }
}
