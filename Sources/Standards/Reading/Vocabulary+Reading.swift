internal import Events
internal import YAML

extension Vocabulary {
    /// Reads a file of conditions, occurrences and sets.
    ///
    /// - Parameter context: its own vocabulary is not used.
    /// - Throws: everything wrong with the file.
    public init(reading bytes: [UInt8], context: ReadingContext) throws(PackFaults) {
        var context = context
        context.vocabulary = Vocabulary()
        self = try PackReader.read(bytes, context) { reader, root in
            guard let members = reader.members(root, "a vocabulary", optional: ["conditions", "occurrences", "sets"]) else {
                return nil
            }
            if let sets = members["sets"] { reader.sets(sets) }
            let vocabulary = reader.vocabulary(members)
            for reference in reader.clauseReferences {
                reader.fault(
                    reference.mark, "A condition about \(reference.id) belongs among the \"conditions\" of that clause's pack.")
            }
            reader.checkLoops([])
            return vocabulary
        }
        meanings = context.events.meanings
    }
}

extension PackReader {
    /// The conditions and occurrences among `members`, which may name one another and the shared ones.
    mutating func vocabulary(_ members: Members) -> Vocabulary? {
        let conditionNodes = members["conditions"].map { items($0, "\"conditions\"") ?? [] } ?? []
        let occurrenceNodes = members["occurrences"].map { items($0, "\"occurrences\"") ?? [] } ?? []
        // Names first: an expression may use a condition that stands below it.
        var places: [String: Mark] = [:]
        for node in conditionNodes + occurrenceNodes {
            guard let nameNode = node["name"], case .text(let name) = nameNode.scalar else { continue }
            checkName(name, nameNode.mark)
            if let first = places.updateValue(nameNode.mark, forKey: name) {
                fault(
                    nameNode.mark,
                    "\"\(name)\" stands here a second time; the first is at \(first). Give one of them another name.")
            }
        }
        for node in conditionNodes {
            if case .text(let name)? = node["name"]?.scalar { conditionNames.insert(name) }
        }
        var result = Vocabulary()
        for node in conditionNodes {
            guard let condition = condition(node) else { continue }
            for match in condition.matches { checkMatch(match, at: node.mark) }
            result.conditions[condition.name] = condition
            conditionPlaces[condition.name] = node.mark
        }
        for node in occurrenceNodes {
            guard let occurrence = occurrence(node) else { continue }
            result.occurrences[occurrence.name] = occurrence
        }
        occurrences.merge(result.occurrences) { $1 }
        conditions = context.vocabulary.conditions.merging(result.conditions) { $1 }
        return result
    }

    /// A name must be one word, and none that joins conditions.
    private mutating func checkName(_ name: String, _ mark: Mark) {
        let isPlain = name.utf8.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"): true
            default: false
            }
        }
        if !isPlain || ["and", "or", "not"].contains(name) {
            fault(mark, "\"\(name)\" cannot be a name: use small letters, digits and _, and none of and, or, not.")
        }
    }

    private mutating func occurrence(_ node: YAMLNode) -> Occurrence? {
        guard let members = members(node, "an occurrence", required: ["name", "meaning", "subject", "trigger"]),
            let name = members["name"].flatMap({ text($0, "a name") }),
            let meaning = members["meaning"].flatMap({ text($0, "\"meaning\"") }),
            let subject: Subject.Kind = members["subject"].flatMap({ word($0, "subject") }), let node = members["trigger"]
        else { return nil }
        guard node.scalar == nil else {
            fault(node.mark, "An occurrence spells its trigger out, beginning with \"type:\".")
            return nil
        }
        return trigger(node).map { Occurrence(name: name, meaning: meaning, subject: subject, trigger: $0) }
    }

    /// What belongs to a set is worked out by daybook; the file tells people about it, and may not tell of others.
    fileprivate mutating func sets(_ node: YAMLNode) {
        for item in items(node, "\"sets\"") ?? [] {
            guard let members = members(item, "a set", required: ["name", "meaning", "derived_from"]), let name = members["name"]
            else { continue }
            let _: MemberSet? = word(name, "set")
        }
    }
}
