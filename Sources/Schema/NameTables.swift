/// Sets of names, each giving every name a number; looked up by the bytes of a text, without making a string.
struct NameTables {
    /// One set.
    struct Table: Equatable {
        /// Its first slot.
        var start: Int
        /// Slots, less one; their number is a power of two.
        var mask: Int
    }

    /// A name, or a free place.
    private struct Slot {
        var hash: UInt32 = 0
        var start: UInt32 = 0
        var count: UInt32 = 0
        /// The name's number; -1 in a free slot.
        var value: Int32 = -1
    }

    private var slots: [Slot] = []
    private var bytes: [UInt8] = []

    /// Adds a set of names, which must differ.
    mutating func add(_ names: some Collection<(name: [UInt8], value: Int)>) -> Table {
        // At most half full, so that a name not in the set soon meets a free slot.
        var size = 4
        while size < 2 * names.count { size *= 2 }
        let table = Table(start: slots.count, mask: size - 1)
        slots.append(contentsOf: repeatElement(Slot(), count: size))
        for (name, value) in names {
            let hash = Self.hash(name.span)
            var at = Int(hash) & table.mask
            while slots[table.start + at].value >= 0 { at = (at + 1) & table.mask }
            slots[table.start + at] = Slot(
                hash: hash, start: UInt32(bytes.count), count: UInt32(name.count), value: Int32(value))
            bytes += name
        }
        return table
    }

    /// The number of `name` in `table`; nil if it is not in it.
    func find(_ name: Span<UInt8>, in table: Table) -> Int? {
        let hash = Self.hash(name)
        var at = Int(hash) & table.mask
        while true {
            let slot = slots[table.start + at]
            if slot.value < 0 { return nil }
            if slot.hash == hash, Int(slot.count) == name.count, isSame(name, Int(slot.start)) { return Int(slot.value) }
            at = (at + 1) & table.mask
        }
    }

    private func isSame(_ name: Span<UInt8>, _ start: Int) -> Bool {
        let stored = bytes.span.extracting(start..<start + name.count)
        for at in name.indices where stored[at] != name[at] { return false }
        return true
    }

    /// FNV-1a, with its high bits folded into the low ones that pick the slot.
    private static func hash(_ name: Span<UInt8>) -> UInt32 {
        var hash: UInt32 = 0x811C_9DC5
        for at in name.indices { hash = (hash ^ UInt32(name[at])) &* 0x0100_0193 }
        return hash ^ hash >> 15
    }
}
