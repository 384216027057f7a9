import Standards
import YAML

/// A file of standards that somebody wrote, and what is wrong with it.
struct StandardsFile {
    /// What the file holds, in words: "299 clauses".
    let contents: String
    let faults: [YAMLFault]

    /// Reads a file of any kind: a pack, a vocabulary, parameters, or an authority's configuration.
    init(_ bytes: [UInt8], against library: StandardsLibrary) {
        let context = library.context
        do {
            let kind = Kind(try YAMLDocument(reading: bytes).root)
            do {
                contents = try Self.read(bytes, as: kind, context)
                faults = []
            } catch {
                contents = kind.words
                faults = error.faults
            }
        } catch {
            contents = "no standards"
            faults = [error]
        }
    }

    private static func read(_ bytes: [UInt8], as kind: Kind, _ context: ReadingContext) throws(PackFaults) -> String {
        switch kind {
        case .pack:
            let pack = try Pack(reading: bytes, context: context)
            let counts = Clause.Check.allCases.map { check in
                "\(pack.clauses.count { $0.check == check }) \(check.rawValue)"
            }
            return "\(pack.clauses.count) clauses (\(counts.joined(separator: ", "))) of the pack \(pack.id)"
        case .vocabulary:
            let vocabulary = try Vocabulary(reading: bytes, context: context)
            return "\(vocabulary.conditions.count) conditions and \(vocabulary.occurrences.count) occurrences"
        case .parameters:
            return "\(try ParameterDefinition.read(bytes, context: context).count) parameters"
        case .configuration:
            let parameters = try Parameters(reading: bytes, context: context)
            let fields = parameters.neverSupplied.values.map(\.count).reduce(0, +)
            return "\(parameters.settings.count) parameters set, \(fields) fields never supplied"
        }
    }

    /// What kind of file it is, by the names at its top.
    private enum Kind {
        case pack, vocabulary, parameters, configuration

        init(_ root: YAMLNode) {
            let firstParameter = root["parameters"]?.items?.first
            if root["pack"] != nil || root["clauses"] != nil {
                self = .pack
            } else if root["sources"] != nil || firstParameter?["value"] != nil {
                self = .configuration
            } else if root["parameters"] != nil {
                self = .parameters
            } else {
                self = root["conditions"] != nil || root["occurrences"] != nil ? .vocabulary : .pack
            }
        }

        var words: String {
            switch self {
            case .pack: "a pack"
            case .vocabulary: "a vocabulary"
            case .parameters: "a list of parameters"
            case .configuration: "a configuration"
            }
        }
    }
}
