import Crypto
import Events
import LMDB

/// Opens what is sealed in a ledger and hashes it, with the crypto library alone: no check can be quicker. It is what a check
/// is measured by (`Benchmarks/verify.py`).
public struct OpeningAlone: Sendable {
    private let pieces: [Piece]
    private let workers: Int

    /// A stretch of events in memory.
    private struct Piece: Sendable {
        var headers: [[UInt8]] = []
        var sealed: [(bytes: [UInt8], key: SymmetricKey)] = []
    }

    /// Events opened and bytes hashed.
    public typealias Work = (opened: Int, bytes: Int)

    /// Reads a whole ledger into memory.
    public init(_ settings: CheckSettings) throws {
        let log = try ReadOnlyLog(directory: settings.directory)
        guard let master = settings.masterKeyFile else { throw LedgerError.settings("the master key is needed") }
        let keys = try KeyReader(directory: settings.keys, masterFile: master)
        workers = settings.workers
        var known: [Subject: SymmetricKey?] = [:]
        var pieces: [Piece] = []
        let size = try Extent(log).size
        for start in stride(from: 0, to: size, by: Int(StretchCheck.length)) {
            var piece = Piece()
            try log.environment.read { reading in
                for position in start..<min(start + StretchCheck.length, size) {
                    guard let record = try EventRecord(at: Position(position), in: log.tables.events, reading) else { continue }
                    let subject = try Header(bytes: record.header).attributes.subject
                    if known[subject] == nil { known[subject] = .some(try keys.key(of: subject)) }
                    piece.headers.append(record.header)
                    if let key = known[subject] ?? nil { piece.sealed.append((record.sealed, key)) }
                }
            }
            pieces.append(piece)
        }
        self.pieces = pieces
    }

    /// Opens every sealed part, hashes what was in it, each header as a leaf, and a node for each leaf.
    public func run() async throws -> Work {
        let done = try await CheckQueue<Work>(count: pieces.count).run(workers: workers) { _ in
        } work: { index in
            let piece = pieces[index]
            var work = (opened: 0, bytes: 0)
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
        return done.reduce((0, 0)) { ($0.0 + $1.opened, $0.1 + $1.bytes) }
    }
}
