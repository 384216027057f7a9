internal import Events
internal import YAML

extension ParameterDefinition {
    /// Reads `parameters.yaml`: the parameters there are, by name.
    ///
    /// - Parameter context: its own parameters are not used; its vocabulary is what tables of limits may name.
    /// - Throws: everything wrong with the file.
    public static func read(_ bytes: [UInt8], context: ReadingContext) throws(PackFaults) -> [String: ParameterDefinition] {
        try PackReader.read(bytes, context) { reader, root in
            guard let members = reader.members(root, "a file of parameters", required: ["parameters"]),
                let items = members["parameters"].flatMap({ reader.items($0, "\"parameters\"") })
            else { return nil }
            var result: [String: ParameterDefinition] = [:]
            for item in items {
                guard let definition = reader.definition(item) else { continue }
                if result.updateValue(definition, forKey: definition.name) != nil {
                    reader.fault(item["name"]?.mark ?? item.mark, "\"\(definition.name)\" stands here a second time.")
                }
            }
            return result
        }
    }
}

extension Parameters {
    /// Reads an authority's configuration: what the parameters are set to, and what each source never supplies.
    ///
    /// - Parameter context: the parameters there are, and the vocabulary that tables of limits may name.
    /// - Throws: everything wrong with the file.
    public init(reading bytes: [UInt8], context: ReadingContext) throws(PackFaults) {
        self = try PackReader.read(bytes, context) { reader, root in
            guard let members = reader.members(root, "a configuration of standards", optional: ["parameters", "sources"]) else {
                return nil
            }
            var result = Parameters(definitions: reader.context.parameters)
            var placed: [PackReader.PlacedSetting] = []
            for item in members["parameters"].flatMap({ reader.items($0, "\"parameters\"") }) ?? [] {
                guard let (name, setting) = reader.setting(item) else { continue }
                if let value = item["value"] {
                    placed.append(PackReader.PlacedSetting(name: name, setting: setting, value: value))
                }
                if result.settings[name]?.contains(where: { $0.effectiveFrom == setting.effectiveFrom }) == true {
                    reader.fault(
                        item.mark, "\(name) is set twice from \(setting.effectiveFrom). Take one out, or give it another day.")
                }
                result.settings[name, default: []].append(setting)
            }
            for name in result.settings.keys { result.settings[name]?.sort { $0.effectiveFrom < $1.effectiveFrom } }
            reader.checkSums(placed, in: result)
            for member in members["sources"].map({ reader.sources($0) }) ?? [] {
                result.neverSupplied[member.name] = reader.neverSupplied(member.value)
            }
            return result
        }
    }
}

extension PackReader {
    /// `{name: …, value: …, source: …, effective_from: …}`.
    fileprivate mutating func setting(_ node: YAMLNode) -> (name: String, Parameters.Setting)? {
        guard let members = members(node, "a parameter", required: ["name", "value", "source", "effective_from"]),
            let nameNode = members["name"], let name = parameter(nameNode, kinds: Set(ParameterDefinition.Kind.allCases)),
            let kind = context.parameters[name]?.kind, let value = members["value"].flatMap({ parameterValue($0, kind) }),
            let source = members["source"].flatMap({ text($0, "\"source\"") }),
            let day = members["effective_from"].flatMap({ self.day($0, "\"effective_from\"") })
        else { return nil }
        return (name, Parameters.Setting(value, source: source, effectiveFrom: day))
    }

    /// The sources named, each with what is said of it.
    fileprivate mutating func sources(_ node: YAMLNode) -> [YAMLMember] {
        if let members = node.members { return members }
        fault(node.mark, "\"sources\" names sources, as \"/import/ssda903: {never_supplied: […]}\".")
        return []
    }

    fileprivate mutating func neverSupplied(_ node: YAMLNode) -> Set<FieldReference> {
        guard let members = members(node, "what is said of a source", required: ["never_supplied"]),
            let items = members["never_supplied"].flatMap({ items($0, "\"never_supplied\"") })
        else { return [] }
        return Set(all(items) { reader, item in reader.fieldReference(item) } ?? [])
    }
}
