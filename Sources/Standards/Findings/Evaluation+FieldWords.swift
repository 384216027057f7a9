import Events
import JSON

/// What is asked of a field, in words.
extension Evaluation {
    /// What a field is about, and what is asked of it where that is one of a few things.
    func words(for lacking: FailedTest, _ type: String, _ place: Int?) -> String {
        let test = lacking.test
        let meaning = meaning(of: test.field, type)
        switch test.test {
        case .equals(.value(let value)), .contains(.value(let value)): return asked(meaning, [value])
        case .isOneOf(let values), .containsAny(let values): return asked(meaning, values)
        case .containsAll(let values): return values.count == 1 ? asked(meaning, values) : meaning
        case .eachHas:
            let each = ([test] + lacking.alternatives).map { parts($0, type, place) }
            return "\(meaning) (of each: \(each.joined(separator: ", or ")))"
        case .present(false): return "\(meaning) (asked: none)"
        case .isNoneOf(let values): return asked(meaning, values, "other than ")
        case .differs(let value), .presentAndDiffers(let value): return asked(meaning, [value], "other than ")
        case .afterNow: return "\(meaning) (asked: a day still to come)"
        case .notAfterDue: return "\(meaning) (asked: a day within the limit)"
        case .notOlderThan: return "\(meaning) (asked: not so long ago)"
        case .differsFromPrevious: return "\(meaning) (asked: other than the time before)"
        case .refersTo(let bases):
            return "that it rests on the \(bases.map { Words.name(ofType: $0.type, kind: nil) }.joined(separator: " or the "))"
        case .equals, .contains, .hasItems, .isInParameter, .present: return meaning
        }
    }

    private func asked(_ meaning: String, _ values: [Scalar], _ before: String = "") -> String {
        let words = values.compactMap(\.plainWord)
        return words.isEmpty ? meaning : "\(meaning) (asked: \(before)\(words.joined(separator: " or ")))"
    }

    /// What a field of a type of event is about, to stand within a sentence after "say" or "about".
    func meaning(of field: FieldPath, _ type: String) -> String {
        switch field {
        case .actor, .actorID: "who did it"
        case .actorRole: "the role in which it was done"
        case .actorTeam: "which team did it"
        case .time: "when it happened"
        case .enteredAt: "when it was written down"
        case .data(let name): engine.meanings[FieldReference(type: type, field: name)] ?? Words.plain(name)
        }
    }

    /// The parts that entries of a list leave empty; all that are asked where there is no list.
    private func parts(_ test: CompiledTest, _ type: String, _ place: Int?) -> String {
        guard case .eachHas(let all) = test.test else { return "" }
        let empty = place.map { emptyParts(test, of: $0) } ?? []
        return Words.list(
            (empty.isEmpty ? all : empty).map { part in
                engine.meanings[FieldReference(type: type, field: "\(test.field).\(part)")] ?? Words.plain(part)
            })
    }

    /// The parts that some entry of a list leaves empty and every one is asked to have.
    func emptyParts(_ test: CompiledTest, of place: Int) -> [String] {
        guard case .eachHas(let parts) = test.test, let items = table.entries[place][test.field.description]?.elements else {
            return []
        }
        return parts.filter { part in items.contains { $0[part]?.isFilled != true } }
    }

    /// The entries that a list is asked to have and has not, where they have plain names.
    func missingItems(_ test: CompiledTest, of place: Int) -> [String] {
        func fails(_ part: Test) -> Bool {
            if case .no = verdict(CompiledTest(FieldTest(test.field, part)), of: place) { true } else { false }
        }
        switch test.test {
        case .containsAll(let values): return values.filter { fails(.contains(.value($0))) }.compactMap(\.plainWord)
        case .hasItems(let patterns):
            return patterns.filter { fails(.hasItems([$0])) }.compactMap { pattern in
                pattern.lazy.compactMap { if case .equals(.value(let value)) = $0.test { value.plainWord } else { nil } }.first
            }
        default: return []
        }
    }
}

extension Scalar {
    /// A text in plain words; nil for what is none.
    fileprivate var plainWord: String? { if case .text(let text) = self { Words.plain(text) } else { nil } }
}
