import Crypto
import Glibc
import LMDB
import Posix
import Synchronization
import SystemPackage

/// A file of fixed size that holds submissions from when they are accepted until the log has them. One flush puts an entry on the
/// disk, where a commit to the log takes two; what the log has is written over.
///
/// Everything in it is sealed under a key derived from the master key. An entry stands directly behind the one before it and bears
/// the same generation; the first that does not open as the next of its generation is the end. Only the writer's thread writes.
final class Journal: Sendable {
    private let file: FileDescriptor
    private let key: SymmetricKey
    private let end = Mutex(End())

    /// Bytes of the file.
    static let length = 128 << 10
    /// Bytes of one submission's entry at most: longer ones are committed to the log at once.
    static let entryLimit = length / 4

    /// Where the next entry goes.
    private struct End {
        var generation = randomBytes(Journal.generationLength)
        var count: UInt32 = 0
        var offset = 0
    }

    private static let generationLength = 16
    /// Length of what follows, generation.
    private static let headLength = 4 + generationLength

    /// The journal of the ledger in `directory`.
    static func path(in directory: String) -> String { directory + "/journal" }

    /// Opens the journal, or makes it.
    ///
    /// - Throws: `Errno`.
    init(path: String, key: SymmetricKey) throws {
        self.key = key
        file = try FileDescriptor.open(
            FilePath(path), .readWrite, options: [.create, .closeOnExec], permissions: .ownerReadWrite)
        let there = Int(try file.seek(offset: 0, from: .end))
        guard there < Self.length else { return }
        // Made at its full length, so that no later write needs room on the disk, nor a flush of more than the bytes.
        _ = try file.writeAll(toAbsoluteOffset: Int64(there), [UInt8](repeating: 0, count: Self.length - there))
        try DurableFile.flush(file)
        try DurableFile.sync(DurableFile.parent(of: path))
    }

    deinit { try? file.close() }

    /// The entries that were accepted and may not be in the log, in order.
    func entries() throws -> [JournalEntry] {
        try file.seek(offset: 0, from: .start)
        var bytes: [UInt8] = []
        while bytes.count < Self.length, case let more = try file.piece(), !more.isEmpty { bytes += more }
        var entries: [JournalEntry] = []
        var rest = bytes[...]
        var generation: [UInt8]?
        while rest.count > Self.headLength {
            let length = rest.prefix(4).reduce(0) { $0 << 8 | Int($1) }
            let own = Array(rest.dropFirst(4).prefix(Self.generationLength))
            let sealed = rest.dropFirst(Self.headLength)
            guard length > 0, length <= sealed.count, own == generation ?? own,
                let plain = open(sealed.prefix(length), Self.name(own, UInt32(entries.count)))
            else { break }
            generation = own
            entries.append(JournalEntry(plain))
            rest = sealed.dropFirst(length)
        }
        // Nothing is written over them before the log has them.
        if !entries.isEmpty { end.withLock { $0.offset = Self.length } }
        return entries
    }

    private func open(_ sealed: ArraySlice<UInt8>, _ name: [UInt8]) -> [UInt8]? {
        guard let box = try? AES.GCM.SealedBox(combined: sealed),
            let plain = try? AES.GCM.open(box, using: key, authenticating: name)
        else { return nil }
        return Array(plain)
    }

    /// What tells an entry from every other: its generation and its place in it.
    private static func name(_ generation: [UInt8], _ index: UInt32) -> [UInt8] { generation + [UInt8](bigEndian: UInt64(index)) }

    /// How many of these entries can be written now, beginning with the first.
    func room(for entries: [JournalEntry]) -> Int {
        var free = end.withLock { Self.length - $0.offset }
        return entries.prefix { entry in
            free -= entry.bytes.count + Self.overhead
            return free >= 0
        }.count
    }

    /// Bytes that an entry takes beside its own: the head, the nonce and the tag.
    private static let overhead = headLength + 12 + 16

    /// Writes entries for which there is room, and returns when they are on the disk.
    ///
    /// - Throws: `Errno`; it is not known then whether they are on the disk, and what is written next takes their place.
    func write(_ entries: [JournalEntry]) throws {
        var next = end.withLock { $0 }
        var bytes: [UInt8] = []
        for entry in entries {
            guard
                let box = try AES.GCM.seal(entry.bytes, using: key, authenticating: Self.name(next.generation, next.count))
                    .combined
            else { preconditionFailure("a nonce of the usual length makes a combined form") }
            for shift in stride(from: 24, through: 0, by: -8) { bytes.append(UInt8(truncatingIfNeeded: box.count >> shift)) }
            bytes += next.generation
            bytes += box
            next.count += 1
        }
        precondition(next.offset + bytes.count <= Self.length, "what is written has room")
        _ = try file.writeAll(toAbsoluteOffset: Int64(next.offset), bytes)
        while fdatasync(file.rawValue) != 0 {
            guard errno == EINTR else { throw Errno(rawValue: errno) }
        }
        next.offset += bytes.count
        end.withLock { $0 = next }
    }

    /// Forgets what it holds on the disk too, once the log has every entry and nothing more comes.
    func clear() throws {
        _ = try file.writeAll(toAbsoluteOffset: 0, [UInt8](repeating: 0, count: Self.headLength))
        try DurableFile.flush(file)
    }

    /// Begins anew, once the log has every entry: what is written next is written over them.
    func restart() { end.withLock { $0 = End() } }
}
