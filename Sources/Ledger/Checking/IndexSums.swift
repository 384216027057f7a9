import Events
import LMDB

/// Hashes of the rows that lead to events, which nobody can foresee: the key is new for each check.
struct RowHash: Sendable {
    private let key = (UInt64.random(in: .min ... .max), UInt64.random(in: .min ... .max))

    /// Of the row that leads from an id to a position.
    func row(_ id: IDKey, _ position: UInt64) -> UInt64 {
        var hash = SipHash(key)
        hash.add(id.high)
        hash.add(id.low)
        hash.add(position)
        return hash.end(3)
    }

    /// Of the row that leads from a subject to a position.
    ///
    /// - Parameter subject: the hash of its name.
    func row(subject: UInt64, _ position: UInt64) -> UInt64 { pair(subject, position) }

    /// Of the version that an event is of its subject.
    func version(_ version: UInt64, at position: UInt64) -> UInt64 { pair(version, position) }

    private func pair(_ first: UInt64, _ second: UInt64) -> UInt64 {
        var hash = SipHash(key)
        hash.add(first)
        hash.add(second)
        return hash.end(2)
    }

    /// Of a subject's name.
    func name(_ name: Span<UInt8>) -> UInt64 {
        var hash = SipHash(key)
        var at = 0
        while let word = name.bigEndian(at: at) {
            hash.add(word)
            at += 8
        }
        var rest: UInt64 = 0
        while at < name.count {
            rest = rest << 8 | UInt64(name[at])
            at += 1
        }
        hash.add(rest)
        return hash.end(UInt64(name.count))
    }
}

/// SipHash-1-3 (Aumasson and Bernstein, 2012) over whole numbers. Swift's `Hasher` is the same, but its key is one for the process, may be
/// set from outside, and its calls are not inlined.
private struct SipHash {
    private var a, b, c, d: UInt64

    init(_ key: (UInt64, UInt64)) {
        a = key.0 ^ 0x736f_6d65_7073_6575
        b = key.1 ^ 0x646f_7261_6e64_6f6d
        c = key.0 ^ 0x6c79_6765_6e65_7261
        d = key.1 ^ 0x7465_6462_7974_6573
    }

    mutating func add(_ word: UInt64) {
        d ^= word
        round()
        a ^= word
    }

    /// - Parameter length: tells texts from others that begin with them.
    mutating func end(_ length: UInt64) -> UInt64 {
        add(length)
        c ^= 0xff
        for _ in 0..<3 { round() }
        return a ^ b ^ c ^ d
    }

    private mutating func round() {
        func turned(_ word: UInt64, _ bits: UInt64) -> UInt64 { word << bits | word >> (64 - bits) }
        a &+= b
        b = turned(b, 13) ^ a
        a = turned(a, 32)
        c &+= d
        d = turned(d, 16) ^ c
        a &+= d
        d = turned(d, 21) ^ a
        c &+= b
        b = turned(b, 17) ^ c
        c = turned(c, 32)
    }
}

/// Sums of hashes of rows. Two sets of rows with the same sums are the same rows, save for one chance in 2^64: so an index is compared
/// with all events without a lookup for each, and without keeping either in memory.
struct IndexSums: Sendable, Equatable {
    /// Over the rows from ids to positions.
    private(set) var ids: UInt64 = 0
    /// Over the rows from subjects to positions.
    private(set) var subjects: UInt64 = 0
    /// Over the versions that the rows say.
    private(set) var versions: UInt64 = 0
    private(set) var rows: UInt64 = 0

    /// Counts what must lead to an event.
    mutating func addEvent(_ id: IDKey, subject: UInt64, at position: UInt64, _ hash: RowHash) {
        ids &+= hash.row(id, position)
        subjects &+= hash.row(subject: subject, position)
        rows += 1
    }

    /// Counts a row of the index of ids.
    mutating func addRow(_ id: IDKey, _ place: Place, _ hash: RowHash) {
        ids &+= hash.row(id, place.position.rawValue)
        versions &+= hash.version(place.version, at: place.position.rawValue)
        rows += 1
    }

    /// Counts a row of the index of subjects.
    mutating func addRow(subject: UInt64, _ place: Place, _ hash: RowHash) {
        subjects &+= hash.row(subject: subject, place.position.rawValue)
        versions &+= hash.version(place.version, at: place.position.rawValue)
        rows += 1
    }

    static func + (a: IndexSums, b: IndexSums) -> IndexSums {
        var sum = a
        sum.ids &+= b.ids
        sum.subjects &+= b.subjects
        sum.versions &+= b.versions
        sum.rows += b.rows
        return sum
    }
}

/// What the rows of both indexes sum up to.
struct ScannedIndexes: Sendable {
    var ids = IndexSums()
    var subjects = IndexSums()

    /// Whether both lead to each of these events and to nothing else, and say the same versions. That the versions of a subject are
    /// dense and in the order of positions was seen where its rows were read.
    func lead(to events: IndexSums) -> Bool {
        ids.ids == events.ids && subjects.subjects == events.subjects && ids.versions == subjects.versions
            && ids.rows == events.rows && subjects.rows == events.rows
    }
}
