import Events
import JSON

/// Members that many answers have, written only where there is something to say.
extension JSONWriter {
    /// Says how many events an answer leaves out because the visitor may not see them; nothing where there are none.
    mutating func leftOut(_ access: AccessFilter) { if access.leftOut > 0 { member("left_out", access.leftOut) } }

    /// Says what the question names that nothing on record has; nothing where there is none.
    mutating func unknown(_ sentences: [String]) { if !sentences.isEmpty { member("unknown", sentences) } }

    /// Says where narrative stood and what became of it; nothing where it is there.
    mutating func erased(_ erasure: Erasure?) { if let erasure { member("erased", erasure) } }
}
