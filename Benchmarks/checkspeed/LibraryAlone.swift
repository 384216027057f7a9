import Crypto
import Events
import LMDB
import Ledger

/// Opens what is sealed in a ledger and hashes it, with the crypto library alone: no check can be quicker. Everything is in
/// memory before.
struct LibraryAlone: Sendable {
    private let pieces: [Piece]
    private let workers: Int

    /// A stretch of events in memory.
    private struct Piece: Sendable {
        var headers: [[UInt8]] = []
        var sealed: [(bytes: [UInt8], key: SymmetricKey)] = []
    }

    /// Events opened and bytes hashed.
    typealias Work = (opened: Int, bytes: Int)

    /// Events of a piece, as many as the check gives one worker at once.
    private static let length = 4096
    /// Address space for the log; costs nothing.
    private static let mapSize = 1 << 44

    /// Reads a whole ledger into memory; no daemon may be writing to it.
    init(directory: String, workers: Int) throws {
        self.workers = workers
        var keys = try WrappedKeys(directory: directory + "/keys")
        let log = try Environment(
            path: directory + "/log", mapSize: Self.mapSize, tables: 1, readers: LedgerSettings.readers, options: .readOnly)
        let events = try log.openTable("events")
        pieces = try log.read { reading in
            var pieces: [Piece] = []
            var piece = Piece()
            var cursor = try reading.cursor(over: events)
            var entry = try cursor.next()
            while let found = entry {
                let record = try EventRecord(found.value)
                piece.headers.append(record.header)
                if let key = try keys.key(of: try Header(bytes: record.header).attributes.subject) {
                    piece.sealed.append((record.sealed, key))
                }
                if piece.headers.count == Self.length {
                    pieces.append(piece)
                    piece = Piece()
                }
                entry = try cursor.next()
            }
            return pieces + [piece]
        }
    }

    /// Opens every sealed part, hashes what was in it, each header as a leaf, and a node for each leaf.
    func run() async throws -> Work {
        try await withThrowingTaskGroup(of: Work.self) { group in
            var rest = pieces[...]
            var done: Work = (0, 0)
            for _ in 0..<workers { if let piece = rest.popFirst() { group.addTask { try Self.open(piece) } } }
            while let work = try await group.next() {
                done = (done.opened + work.opened, done.bytes + work.bytes)
                if let piece = rest.popFirst() { group.addTask { try Self.open(piece) } }
            }
            return done
        }
    }

    private static func open(_ piece: Piece) throws -> Work {
        var work: Work = (0, 0)
        for header in piece.headers {
            var leaf = SHA256()
            leaf.update(data: [0])
            leaf.update(data: header)
            // As long as a node's input: a byte and two hashes.
            var node = SHA256()
            node.update(data: [1])
            let hash = leaf.finalize()
            for _ in 0..<2 { node.update(data: Array(hash)) }
            work.bytes += header.count + (node.finalize().first { $0 > 0 } == nil ? 0 : 1)
        }
        for (bytes, key) in piece.sealed {
            let plain = try AES.GCM.open(AES.GCM.SealedBox(combined: bytes), using: key)
            work.bytes += bytes.count + (SHA256.hash(data: plain).first { $0 > 0 } == nil ? 0 : 1)
            work.opened += 1
        }
        return work
    }
}
