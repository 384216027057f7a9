import Synchronization
import Transparency

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// The last checkpoint that witnesses have signed, in a file of its own: it says nothing that the log rests on.
final class Cosigned: Sendable {
    private let path: String
    private let state: Mutex<(size: UInt64, note: String)?>

    /// - Parameter checkpoint: the ledger's own checkpoint of a size; what is kept must be that one, with more signatures.
    init(path: String, checkpoint: (UInt64) throws -> String?) throws {
        self.path = path
        var kept: (size: UInt64, note: String)?
        if let bytes = FileManager.default.contents(atPath: path) {
            let text = String(decoding: bytes, as: UTF8.self)
            // A file that does not fit is of an older copy of the ledger; the next round makes another.
            if let note = try? SignedNote(text), let size = Checkpoint(note.text)?.size,
                let own = try checkpoint(size).flatMap({ try? SignedNote($0) }), own.text == note.text
            {
                kept = (size, text)
            }
        }
        state = Mutex(kept)
    }

    var last: (size: UInt64, note: String)? { state.withLock { $0 } }

    func keep(_ note: String, size: UInt64) throws {
        state.withLock { $0 = (size, note) }
        try DurableFile.write(Array(note.utf8), to: path)
    }
}

extension Ledger {
    /// The last checkpoint that witnesses have signed, with their signatures; nil where none has.
    public var cosigned: (size: UInt64, note: String)? { witnessed.last }

    /// Keeps a checkpoint of this ledger's with the signatures of witnesses.
    public func keep(cosigned note: String, size: UInt64) throws { try witnessed.keep(note, size: size) }
}
