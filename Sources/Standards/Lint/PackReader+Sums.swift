internal import Events
internal import YAML

/// Settings that would make a clause sum up itself.
extension PackReader {
    /// A setting and where its value stands.
    struct PlacedSetting {
        let name: String
        let setting: Parameters.Setting
        let value: YAMLNode
    }

    /// Faults for each clause that a setting names though it sums up, at once or by way of others, what this very setting names,
    /// as all settings stand on the day from which this one counts.
    mutating func checkSums(_ placed: [PlacedSetting], in parameters: Parameters) {
        for item in placed {
            guard case .words(let ids) = item.setting.value else { continue }
            for (node, id) in zip(item.value.items ?? [], ids) {
                guard let way = wayBack(from: id, to: item.name, parameters, on: item.setting.effectiveFrom) else { continue }
                let words = (way + [id]).map { "the clause \($0)" }.joined(separator: " needs ")
                fault(node.mark, "This is a loop, so no order can work it out: \(words). Take \(id) out of \(item.name).")
            }
        }
    }

    /// The clauses from one to one that sums up what a parameter names, each needing the next; nil where there is no such way.
    private func wayBack(from id: Clause.ID, to name: String, _ parameters: Parameters, on day: Day) -> [Clause.ID]? {
        var seen: Set<Clause.ID> = [id]
        var ways = [[id]]
        while let way = ways.popLast() {
            guard let last = way.last else { continue }
            let named = context.summing[last] ?? []
            if named.contains(name) { return way }
            for parameter in named {
                guard case .words(let ids)? = parameters.value(parameter, on: day) else { continue }
                for next in ids where seen.insert(next).inserted { ways.append(way + [next]) }
            }
        }
        return nil
    }
}
