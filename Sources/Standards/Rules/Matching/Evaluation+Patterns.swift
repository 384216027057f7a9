import Events
import Practice

/// An event that matches a pattern, and what is not sure about that.
struct Hit {
    let place: Int
    /// Nil where the match is sure.
    let doubt: Doubt?
}

extension Evaluation {
    /// The subject's own events that match a pattern by themselves, in order of time; found once.
    func hits(_ pattern: Int) -> [Hit] {
        if let known = hitLists[pattern] { return known }
        let compiled = engine.patterns[pattern]
        let found = hits(compiled, among: table.byType[compiled.type])
        hitLists[pattern] = found
        return found
    }

    /// The events among `places` that match a pattern by themselves.
    func hits(_ pattern: CompiledPattern, among places: [Int]) -> [Hit] {
        var found: [Hit] = []
        for place in places {
            if let hit = hit(pattern.tests, place) { found.append(hit) }
        }
        return found
    }

    /// The event where it passes all tests, or may; nil where it fails one.
    func hit(_ tests: [CompiledTest], _ place: Int, _ context: Context? = nil) -> Hit? {
        var doubt: Doubt?
        for test in tests {
            switch verdict(test, of: place, context) {
            case .yes: continue
            case .no: return nil
            case .unknown(let reason): doubt = doubt ?? reason
            }
        }
        return Hit(place: place, doubt: doubt)
    }

    /// Whether an event is sure to match, or may and the reading is the lenient one.
    func accepts(_ hit: Hit) -> Bool {
        guard let doubt = hit.doubt else { return true }
        return lenient(doubt)
    }

    /// Notes a doubt, and answers it in favour of the requirement being met in the lenient reading, against it in the
    /// strict one. Where both readings end alike, the doubt does not matter.
    func lenient(_ doubt: Doubt) -> Bool {
        doubts.insert(doubt)
        return isLenient
    }

    /// The same for what speaks against the requirement.
    func strict(_ doubt: Doubt) -> Bool {
        doubts.insert(doubt)
        return !isLenient
    }
}
