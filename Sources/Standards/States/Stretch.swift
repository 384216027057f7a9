/// A stretch of time in which a state holds, and the events that began and ended it.
struct Stretch: Equatable {
    /// The first microsecond.
    var lo: Int64
    /// The microsecond after the last; `Int64.max` where it goes on.
    var hi: Int64
    /// The place of the event that began it; nil where time alone did.
    var start: Int?
    /// The place of the event that ended it; nil where time alone did, or where it goes on.
    var end: Int?

    static let always = Stretch(lo: .min, hi: .max)

    var isOpen: Bool { hi == .max }

    /// Whether some moment from `lo` to `hi`, both included, lies in it.
    func touches(_ lo: Int64, _ hi: Int64) -> Bool { lo < self.hi && hi >= self.lo }

    func touches(_ when: When) -> Bool { touches(when.lo, when.hi) }

    func contains(_ moment: Int64) -> Bool { moment >= lo && moment < hi }
}

/// Lists of stretches in order of time. Two may meet: a state that ended and began again at one moment has two.
enum Stretches {
    /// When none of them holds.
    static func complement(_ list: [Stretch]) -> [Stretch] {
        var found: [Stretch] = []
        var from = Int64.min
        var start: Int?
        for stretch in list {
            if stretch.lo > from { found.append(Stretch(lo: from, hi: stretch.lo, start: start, end: stretch.start)) }
            if stretch.hi > from {
                from = stretch.hi
                start = stretch.end
            }
        }
        if from < Int64.max { found.append(Stretch(lo: from, hi: .max, start: start)) }
        return found
    }

    /// When both hold.
    static func intersection(_ a: [Stretch], _ b: [Stretch]) -> [Stretch] {
        if a.count == 1, a[0].lo == .min, a[0].hi == .max { return b }
        if b.count == 1, b[0].lo == .min, b[0].hi == .max { return a }
        var found: [Stretch] = []
        for one in a {
            for two in b where two.lo < one.hi && one.lo < two.hi {
                found.append(
                    Stretch(
                        lo: max(one.lo, two.lo), hi: min(one.hi, two.hi), start: one.lo >= two.lo ? one.start : two.start,
                        end: one.hi <= two.hi ? one.end : two.end))
            }
        }
        return found.sorted { $0.lo != $1.lo ? $0.lo < $1.lo : $0.hi < $1.hi }
    }

    /// When at least one holds, as few stretches as there can be.
    static func union(_ a: [Stretch], _ b: [Stretch]) -> [Stretch] {
        if a.isEmpty { return b }
        if b.isEmpty { return a }
        var found: [Stretch] = []
        for stretch in (a + b).sorted(by: { $0.lo < $1.lo }) {
            if let last = found.last, stretch.lo <= last.hi {
                if stretch.hi > last.hi {
                    found[found.count - 1].hi = stretch.hi
                    found[found.count - 1].end = stretch.end
                }
            } else {
                found.append(stretch)
            }
        }
        return found
    }
}

/// When a state holds for sure, and when it may.
struct Periods {
    /// All stretches in which it may hold; those in which it does are among them.
    var possible: [Stretch]
    /// The stretches in which it holds for sure; nil where those are all the possible ones.
    var certain: [Stretch]?
    /// Why it is not sure.
    var doubts: [Doubt] = []

    static let always = Periods(possible: [.always])
    static let never = Periods(possible: [])

    var sure: [Stretch] { certain ?? possible }

    static func not(_ a: Periods) -> Periods {
        guard let certain = a.certain else { return Periods(possible: Stretches.complement(a.possible)) }
        return Periods(
            possible: Stretches.complement(certain), certain: Stretches.complement(a.possible), doubts: a.doubts)
    }

    static func and(_ a: Periods, _ b: Periods) -> Periods {
        let possible = Stretches.intersection(a.possible, b.possible)
        guard a.certain != nil || b.certain != nil else { return Periods(possible: possible) }
        return Periods(
            possible: possible, certain: Stretches.intersection(a.sure, b.sure), doubts: a.doubts + b.doubts)
    }

    static func or(_ a: Periods, _ b: Periods) -> Periods {
        let possible = Stretches.union(a.possible, b.possible)
        guard a.certain != nil || b.certain != nil else { return Periods(possible: possible) }
        return Periods(possible: possible, certain: Stretches.union(a.sure, b.sure), doubts: a.doubts + b.doubts)
    }

    /// What is found of each of several times that follow one another, put together: each counts in its own time.
    static func joined(_ parts: [(time: Stretch, found: Periods)]) -> Periods {
        guard parts.count > 1 else { return parts.first?.found ?? .never }
        func joined(_ list: (Periods) -> [Stretch]) -> [Stretch] {
            var all: [Stretch] = []
            for (time, found) in parts {
                for stretch in Stretches.intersection(list(found), [time]) {
                    // What goes on where the time before ended is one stretch.
                    if let last = all.last, stretch.lo == time.lo, stretch.start == nil, last.hi == time.lo, last.end == nil {
                        all[all.count - 1] = Stretch(lo: last.lo, hi: stretch.hi, start: last.start, end: stretch.end)
                    } else {
                        all.append(stretch)
                    }
                }
            }
            return all
        }
        let isSure = parts.allSatisfy { $0.found.certain == nil }
        return Periods(
            possible: joined(\.possible), certain: isSure ? nil : joined(\.sure), doubts: parts.flatMap(\.found.doubts))
    }
}
