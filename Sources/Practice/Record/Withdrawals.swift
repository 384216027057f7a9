/// Which events are withdrawn, where withdrawals can themselves be withdrawn, in any order and even in a circle.
///
/// A withdrawal counts unless it is withdrawn by one that counts. Worked out from those that nobody withdraws; what is
/// left undecided withdraws each other in a circle, and then nothing in the circle takes effect.
struct Withdrawals {
    /// In no particular order.
    private(set) var withdrawn: [Int] = []

    init(of briefs: [Brief], marking: [Int], ties: [Ties]) {
        var withdrawers: [Int: Int] = [:]
        var targets: [Int: [Int]] = [:]
        for index in marking where briefs[index].kind == .recordWithdrawn {
            // One withdrawal may name an event twice.
            for target in Set(ties[index].corrects.compactMap(\.index)) where target != index {
                targets[index, default: []].append(target)
                withdrawers[target, default: 0] += 1
            }
        }
        var counting = targets.keys.filter { withdrawers[$0] == nil }
        var decided = Set(counting)
        while let index = counting.popLast() {
            for target in targets[index] ?? [] where decided.insert(target).inserted {
                withdrawn.append(target)
                // What the target withdrew has one withdrawer less to reckon with.
                for freed in targets[target] ?? [] {
                    withdrawers[freed, default: 1] -= 1
                    if withdrawers[freed] == 0, targets[freed] != nil, decided.insert(freed).inserted {
                        counting.append(freed)
                    }
                }
            }
        }
    }
}
