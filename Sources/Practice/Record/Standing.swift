/// How an entry stands: what others did to it. All are indexes into the record's events, in order of position.
package struct Standing: Sendable {
    /// Withdrawals of it that themselves stand.
    package fileprivate(set) var withdrawnBy: [Int] = []
    /// Corrections and restatements of it that are not withdrawn.
    package fileprivate(set) var correctedBy: [Int] = []
    /// The last-told event that states it anew.
    package fileprivate(set) var restatedBy: Int?

    package var isWithdrawn: Bool { !withdrawnBy.isEmpty }
    package var isRestated: Bool { restatedBy != nil }
    /// Whether what it says still counts.
    package var counts: Bool { !isWithdrawn && !isRestated }
    /// All that puts it right and itself stands.
    package var putRightBy: [Int] { withdrawnBy.isEmpty ? correctedBy : (correctedBy + withdrawnBy).sorted() }

    /// How each event of a record stands, from what each does to others.
    static func all(_ corrections: [Correction], _ briefs: [Brief]) -> [Standing] {
        var standings = [Standing](repeating: Standing(), count: corrections.count)
        guard corrections.contains(where: { !$0.putsRight.isEmpty }) else { return standings }
        let withdrawn = Withdrawals(corrections).withdrawn
        let restatements = Restatements(corrections, briefs, withdrawn)
        for (index, correction) in corrections.enumerated() where !withdrawn.contains(index) {
            let named = correction.putsRight.compactMap(\.index).filter { $0 != index }
            if case .withdraws = correction {
                // In a circle of withdrawals none takes effect.
                for target in named where withdrawn.contains(target) { standings[target].withdrawnBy.append(index) }
                continue
            }
            for target in named { standings[target].correctedBy.append(index) }
            if let anew = restatements.restated[index], !named.contains(anew) { standings[anew].correctedBy.append(index) }
        }
        for index in standings.indices where !standings[index].correctedBy.isEmpty {
            standings[index].restatedBy = restatements.lastTold(of: standings[index].correctedBy, stating: index)
        }
        for (other, counting) in restatements.outdone {
            standings[other].restatedBy = counting
            standings[other].correctedBy.append(counting)
            standings[other].correctedBy.sort()
        }
        return standings
    }
}
