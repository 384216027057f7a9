/// The entries of the newest events for the table of ids, until they are in it.
///
/// Ids are random: of some thousand entries nearly each has a page of its own in a large table. So they lie in drawers by the
/// first bits of their keys, and one drawer after the other is emptied into the table, round after round: an entry waits
/// for a round at most, and all that came meanwhile for the same few pages goes into them at once.
///
/// A drawer is a chain through one array, as arrays of their own would take twice the memory.
struct RecentIDs {
    typealias Entry = (key: IDKey, place: Place)

    private static let drawerBits = 16
    private static let drawerCount = 1 << drawerBits
    /// Entries that are worth a step: fewer would share hardly a page, nor the pages above them.
    private static let leastEntries = 128

    private struct Link {
        var entry: Entry
        /// The next of the same drawer, or of those that are free.
        var next: Int32
    }

    private static let none: Int32 = -1

    /// Events within which every drawer is emptied once.
    private let round: Int
    /// Drawers that are emptied at once, at least.
    private let least: Int
    private var links: [Link] = []
    private var free = none
    /// By drawer: its first link.
    private var drawers: [Int32]
    /// By drawer: the position below which the table has all its entries.
    private var complete: [UInt64]
    /// The drawer that is emptied next; none waits longer.
    private var next = 0
    /// What has come since, in parts of an event: each event counts for as many as there are drawers, and a drawer is due for as many
    /// as a round has events. No more than a round is ever due.
    private var come = 0

    /// - Parameters:
    ///   - size: of the ledger; the table is complete below it.
    ///   - round: from 1 up.
    init(size: UInt64, round: Int) {
        self.round = round
        least = min(max(Self.leastEntries * Self.drawerCount / round, 1), Self.drawerCount)
        drawers = [Int32](repeating: Self.none, count: Self.drawerCount)
        complete = [UInt64](repeating: size, count: Self.drawerCount)
    }

    func place(of id: IDKey) -> Place? {
        var at = drawers[Self.drawer(of: id)]
        while at != Self.none {
            let link = links[Int(at)]
            if link.entry.key == id { return link.entry.place }
            at = link.next
        }
        return nil
    }

    mutating func add(_ entries: [IDKey: Place]) {
        for (key, place) in entries {
            let drawer = Self.drawer(of: key)
            drawers[drawer] = link((key, place), before: drawers[drawer])
        }
    }

    /// Counts events that came towards the drawers that are due.
    mutating func count(_ events: Int) {
        come = min(come + events * Self.drawerCount, round * Self.drawerCount)
    }

    private mutating func link(_ entry: Entry, before next: Int32) -> Int32 {
        let link = Link(entry: entry, next: next)
        guard free != Self.none else {
            links.append(link)
            return Int32(links.count - 1)
        }
        let at = free
        free = links[Int(at)].next
        links[Int(at)] = link
        return at
    }

    private static func drawer(of id: IDKey) -> Int { Int(id.high >> (64 - drawerBits)) }

    private func following(_ count: Int) -> Int { (next + count) % Self.drawerCount }

    /// How many drawers are due with `count` more events; 0 while they are too few.
    func due(after count: Int) -> Int {
        let due = (come + count * Self.drawerCount) / round
        return due < least ? 0 : min(due, Self.drawerCount)
    }

    /// How many drawers hold `count` entries, or a few more; all of them where they hold fewer.
    func holding(_ count: Int) -> Int {
        var found = 0
        for taken in 0..<Self.drawerCount {
            if found >= count { return taken }
            forEach(in: following(taken)) { _ in found += 1 }
        }
        return Self.drawerCount
    }

    /// What is in the next `count` drawers, within each in the order of keys.
    func entries(in count: Int) -> [Entry] {
        var entries: [Entry] = []
        for taken in 0..<count {
            let start = entries.count
            forEach(in: following(taken)) { entries.append($0.entry) }
            if entries.count > start + 1 { entries[start...].sort { $0.key < $1.key } }
        }
        return entries
    }

    private func forEach(in drawer: Int, _ body: (Link) -> Void) {
        var at = drawers[drawer]
        while at != Self.none {
            body(links[Int(at)])
            at = links[Int(at)].next
        }
    }

    /// The position below which the table is complete once the next `count` drawers are emptied.
    ///
    /// - Parameter end: the position behind the newest event whose entry is here.
    func indexed(emptying count: Int, end: UInt64) -> UInt64 {
        count == Self.drawerCount ? end : complete[following(count)]
    }

    /// Takes away what was in the next `count` drawers, which the table has now.
    mutating func empty(_ count: Int, end: UInt64) {
        for _ in 0..<count {
            var at = drawers[next]
            while at != Self.none {
                let following = links[Int(at)].next
                links[Int(at)].next = free
                free = at
                at = following
            }
            drawers[next] = Self.none
            complete[next] = end
            next = following(1)
        }
        come -= count * round
    }
}
