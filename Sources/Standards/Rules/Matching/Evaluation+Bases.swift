/// What an event rests on, where a rule asks for it by `refers_to`.
extension Evaluation {
    /// Whether an event says that it rests on one of these. Where it says nothing of what it rests on, and links may be
    /// inferred, such an event of the same child, not later than it, is enough.
    func refers(_ place: Int, to bases: [CompiledBasis], _ context: Context?) -> Verdict {
        let said = table.namesBasis(place)
        guard said || engine.settings.linksAreLoose.at(table.entries[place].when.lo) else { return .no }
        var doubt: Doubt?
        for other in said ? table.basis(of: place) : inferable(place, bases) {
            switch isBasis(other, bases, context) {
            case .yes: return .yes
            case .no: continue
            case .unknown(let reason): doubt = doubt ?? reason
            }
        }
        if doubt == nil, table.namesBasisElsewhere(place) { doubt = .basis(table.entries[place].position) }
        return doubt.map { .unknown($0) } ?? .no
    }

    /// Whether an event is one of those that are asked for.
    private func isBasis(_ place: Int, _ bases: [CompiledBasis], _ context: Context?) -> Verdict {
        var doubt: Doubt?
        for basis in bases where engine.types.number(of: basis.typeName) == table.entries[place].type {
            guard let hit = hit(basis.tests, place, context) else { continue }
            guard let reason = hit.doubt else { return .yes }
            doubt = doubt ?? reason
        }
        return doubt.map { .unknown($0) } ?? .no
    }

    /// The events of the types asked for on which an event may rest whose source does not say what it rests on.
    private func inferable(_ place: Int, _ bases: [CompiledBasis]) -> [Int] {
        let entry = table.entries[place]
        return Set(bases.map { engine.types.number(of: $0.typeName) }).flatMap { table.byType[$0] }.filter { other in
            let candidate = table.entries[other]
            return other != place && candidate.order <= entry.order && candidate.shares(childrenOf: entry)
        }.sorted()
    }

    /// What the answers of a finding were taken to rest on, where the rule asks what that is and their sources do not say: the last
    /// of all that they may rest on.
    func inferredBases(_ rule: CompiledClause, _ judged: Judged) -> [InferredPlaces] {
        guard [.met, .late, .evidenceFound].contains(judged.status), let requirement = rule.requirement ?? rule.evidence else {
            return []
        }
        var found: [InferredPlaces] = []
        for event in requirement.events {
            for test in engine.patterns[event.match.pattern].tests where !test.bases.isEmpty {
                for place in judged.evidence where table.entries[place].type == event.match.type && !table.namesBasis(place) {
                    let candidates = inferable(place, test.bases).filter {
                        if case .no = isBasis($0, test.bases, nil) { false } else { true }
                    }
                    guard let last = candidates.last else { continue }
                    found.append(InferredPlaces(chosen: last, candidates: candidates))
                }
            }
        }
        return found
    }
}
