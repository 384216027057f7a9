import Events

/// Which entries state which anew, and which of several counts.
///
/// An event is restated where another that is not withdrawn states it anew. Where several do, each directly or by stating
/// anew one that does, the last-told of those that nothing states anew counts, and restates the others: whatever their
/// positions. Events that restate each other in a circle leave each other standing: a circle does not tell which is right.
struct Restatements {
    /// What an event states anew: what it names, or, where that is a restatement that was withdrawn, what that one stated
    /// anew.
    private(set) var restated: [Int: Int] = [:]
    /// Of several that state one thing anew, those that do not count, each with the one that does.
    private(set) var outdone: [Int: Int] = [:]
    /// The events that restate each other in a circle, each with a number for its circle.
    private var circles: [Int: Int] = [:]
    private let briefs: [Brief]

    init(_ corrections: [Correction], _ briefs: [Brief], _ withdrawn: Set<Int>) {
        self.briefs = briefs
        for index in corrections.indices where !withdrawn.contains(index) {
            guard let named = corrections[index].restated else { continue }
            let target = Self.standing(named, corrections, withdrawn)
            if target != index { restated[index] = target }
        }
        findCircles()
        chooseAmongSeveral()
    }

    /// The last-told of those that state an event anew, among those that put it right.
    func lastTold(of correctors: [Int], stating index: Int) -> Int? {
        lastTold(correctors.filter { !briefs[$0].kind.isAboutTheRecord && !areInOneCircle(index, $0) })
    }

    private func lastTold(_ indexes: [Int]) -> Int? {
        indexes.max { briefs[$0].told != briefs[$1].told ? briefs[$0].told < briefs[$1].told : $0 < $1 }
    }

    private func areInOneCircle(_ a: Int, _ b: Int) -> Bool { circles[a] != nil && circles[a] == circles[b] }

    /// An entry, or what it stated anew where it is a restatement that was withdrawn, and so on.
    private static func standing(_ named: Int, _ corrections: [Correction], _ withdrawn: Set<Int>) -> Int {
        var at = named
        var passed: Set<Int> = []
        while withdrawn.contains(at), let earlier = corrections[at].restated {
            // Withdrawn restatements in a circle lead nowhere.
            guard passed.insert(at).inserted else { return named }
            at = earlier
        }
        return at
    }

    private mutating func chooseAmongSeveral() {
        var restating: [Int: [Int]] = [:]
        for (index, target) in restated where !areInOneCircle(index, target) { restating[target, default: []].append(index) }
        for root in restating.keys where restated[root] == nil || circles[root] != nil {
            var (waiting, last): ([Int], [Int]) = ([root], [])
            while let index = waiting.popLast() {
                if let more = restating[index] { waiting += more } else { last.append(index) }
            }
            guard last.count > 1, let counting = lastTold(last) else { continue }
            for other in last where other != counting { outdone[other] = counting }
        }
    }

    /// Each event restates at most one, so following it leads out of the record, to an event that restates none, or around.
    private mutating func findCircles() {
        var seen: [Int: Int] = [:]
        for start in restated.keys.sorted() where seen[start] == nil {
            var at = start
            while seen[at] == nil, let next = restated[at] {
                seen[at] = start
                at = next
            }
            guard seen[at] == start else { continue }
            while circles[at] == nil, let next = restated[at] {
                circles[at] = start
                at = next
            }
        }
    }
}
