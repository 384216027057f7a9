import Events
import JSON

extension Evaluation {
    /// Gives the first finding of a clause the switches of its rule that were left blank: fields that its trigger, or a state
    /// in which it applies, asks for. What nobody filled never switches a rule on, and that must be seen.
    func addBlanks(to findings: inout [Finding], from first: Int, _ rule: CompiledClause) {
        guard detail == .whole, first < findings.count else { return }
        let found = blanks(rule)
        if !found.isEmpty { findings[first].blanks = found }
    }

    func blanks(_ rule: CompiledClause) -> [Finding.BlankSwitch] {
        var found: [Finding.BlankSwitch] = []
        for number in rule.switches {
            for blank in blanks(ofPattern: number) where !found.contains(where: { $0.field == blank.field }) {
                found.append(blank)
            }
        }
        return found
    }

    private func blanks(ofPattern number: Int) -> [Finding.BlankSwitch] {
        if let known = blankLists[number] { return known }
        var found: [Finding.BlankSwitch] = []
        let pattern = engine.patterns[number]
        for test in pattern.tests {
            guard case .data(let name) = test.field, test.isSwitch else { continue }
            let others = pattern.tests.filter { $0 != test }
            let could = table.byType[pattern.type].filter { place in hit(others, place).map { $0.doubt == nil } ?? false }
            let blank = could.filter { table.entries[$0][name]?.isFilled != true }.count
            guard blank > 0 else { continue }
            let field = FieldReference(type: pattern.typeName, field: name)
            found.append(
                Finding.BlankSwitch(
                    field: field, blank: blank, total: could.count, words: engine.meanings[field] ?? field.description))
        }
        blankLists[number] = found
        return found
    }
}

extension CompiledTest {
    /// Whether an absent field fails it, and it asks for values that somebody has to set.
    var isSwitch: Bool {
        switch test {
        case .equals(.value), .isOneOf, .isNoneOf: true
        default: false
        }
    }
}
