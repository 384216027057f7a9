import JSON
import YAML

/// A value that a mapping file itself gives, where it goes, and where it stands in the file.
private struct GivenValue {
    var value: EventDraft.Value
    /// From the field on, as `/0` in a list.
    var pointer = ""
    let mark: Mark
}

extension MappingReader {
    /// Reports what the mapping itself states and its type does not take: constants, and what codes become. Whatever stands in
    /// the rows, each event with them would be refused.
    mutating func checkConstants(_ type: String, _ data: YAMLNode?, _ types: KnownTypes) {
        // Of a field that the type does not have that alone is told.
        for member in data?.members ?? [] where types.fields[type]?.all.contains(member.name) == true {
            for given in given(member.value) {
                let pointer = "/\(member.name)\(given.pointer)"
                let field = EventDraft.Value.object([EventDraft.Field(member.name, given.value)])
                guard let root = field.document else { continue }
                // Of what is missing beside it nothing is said: the rows give it.
                guard let wrong = types.faults(type, root).first(where: { $0.pointer.hasPrefix(pointer) }) else { continue }
                let fault = MappingFault(given.mark, "\(type) does not take this as \(member.name): \(wrong.message)")
                if !faults.contains(fault) { add(fault) }
            }
        }
    }

    /// The values that a field's rule gives itself. What is wrong with the rule's form is told where it is read.
    private func given(_ node: YAMLNode) -> [GivenValue] {
        let parts = Dictionary((node.members ?? []).map { ($0.name, $0.value) }, uniquingKeysWith: { first, _ in first })
        if let value = parts["value"] {
            return Self.constant(value).map { [GivenValue(value: $0, mark: value.mark)] } ?? []
        }
        if let items = parts["list"]?.items {
            return items.flatMap(given).map { Self.inList($0) }
        }
        if let members = parts["object"]?.members {
            return members.flatMap { member in
                given(member.value).map { given in
                    GivenValue(
                        value: .object([EventDraft.Field(member.name, given.value)]), pointer: "/\(member.name)\(given.pointer)",
                        mark: given.mark)
                }
            }
        }
        guard case .text(let table)? = parts["values"]?.scalar else { return [] }
        let codes = (codes[table] ?? []).compactMap { node in
            Self.constant(node).map { GivenValue(value: $0, mark: node.mark) }
        }
        return parts["separator"] == nil ? codes : codes.map { Self.inList($0) }
    }

    private static func inList(_ given: GivenValue) -> GivenValue {
        GivenValue(value: .list([given.value]), pointer: "/0\(given.pointer)", mark: given.mark)
    }
}

extension EventDraft.Value {
    /// The value as a JSON document.
    fileprivate var document: JSONValue? {
        var writer = JSONWriter()
        EventDraft.write(self, to: &writer)
        do { return try JSONDocument(writer.bytes).root } catch { return nil }
    }
}
