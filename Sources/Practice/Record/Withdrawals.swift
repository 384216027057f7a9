/// Which events are withdrawn, where withdrawals can themselves be withdrawn, in any order and even in a circle.
///
/// A withdrawal counts unless it is withdrawn by one that counts. Worked out from those that nobody withdraws; what is
/// left undecided withdraws each other in a circle, and then nothing in the circle takes effect.
struct Withdrawals {
    private(set) var withdrawn: Set<Int> = []

    init(_ corrections: [Correction]) {
        var withdrawers: [Int: Int] = [:]
        var targets: [Int: [Int]] = [:]
        for (index, correction) in corrections.enumerated() {
            guard case .withdraws(let named) = correction else { continue }
            for target in named.compactMap(\.index) where target != index {
                targets[index, default: []].append(target)
                withdrawers[target, default: 0] += 1
            }
        }
        var counting = targets.keys.filter { withdrawers[$0] == nil }
        var decided = Set(counting)
        while let index = counting.popLast() {
            for target in targets[index] ?? [] where decided.insert(target).inserted {
                withdrawn.insert(target)
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
