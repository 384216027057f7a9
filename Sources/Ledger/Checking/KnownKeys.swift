import Crypto

/// The keys of subjects that one worker has met, by the hashes of their names, close together: each event asks for one.
struct KnownKeys {
    /// What is known of a subject.
    enum Known {
        case key(SymmetricKey)
        /// The key was destroyed.
        case erased
    }

    private struct Slot {
        /// 0 where nothing stands.
        var hash: UInt64 = 0
        var key: SymmetricKey?
    }

    private var slots = [Slot](repeating: Slot(), count: 1 << 10)
    private var count = 0

    /// Subjects remembered at most; then the memory starts afresh. Some 2 MB beside the keys.
    private static let limit = 1 << 16

    subscript(hash: UInt64) -> Known? {
        let slot = slots[place(hash)]
        guard slot.hash != 0 else { return nil }
        return slot.key.map { .key($0) } ?? .erased
    }

    mutating func set(_ key: SymmetricKey?, for hash: UInt64) {
        if count >= Self.limit { self = KnownKeys() }
        if count * 2 >= slots.count { grow() }
        slots[place(hash)] = Slot(hash: max(1, hash), key: key)
        count += 1
    }

    /// Where the hash stands, or would stand.
    private func place(_ hash: UInt64) -> Int {
        let hash = max(1, hash)
        var place = Int(truncatingIfNeeded: hash) & (slots.count - 1)
        while slots[place].hash != 0, slots[place].hash != hash { place = (place + 1) & (slots.count - 1) }
        return place
    }

    private mutating func grow() {
        let old = slots
        slots = [Slot](repeating: Slot(), count: 2 * old.count)
        for slot in old where slot.hash != 0 { slots[place(slot.hash)] = slot }
    }
}
