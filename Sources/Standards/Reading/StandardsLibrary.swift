public import YAML

/// The packs that are published with daybook or kept by an authority, with the vocabulary and the parameters they name.
public struct StandardsLibrary: Sendable {
    public var events: EventFields
    public var parameters: [String: ParameterDefinition]
    /// What all packs share.
    public var vocabulary: Vocabulary
    public var shelf: PackShelf

    /// What is wrong with one of the files.
    public struct Trouble: Error, Sendable {
        public let file: String
        public let faults: [YAMLFault]
    }

    /// A file and what stands in it.
    public struct File: Sendable {
        /// What messages call it.
        public let name: String
        public let bytes: [UInt8]

        public init(name: String, bytes: [UInt8]) {
            self.name = name
            self.bytes = bytes
        }
    }

    /// Reads and checks everything; packs of the same id are versions of one another.
    ///
    /// - Throws: what is wrong with the first file that has faults, in the order parameters, vocabulary, packs.
    public init(events: EventFields, parameters: File, vocabulary: File, packs: [File] = []) throws(Trouble) {
        self.events = events
        var context = ReadingContext(events: events)
        context.parameters = try Self.read(parameters) { bytes throws(PackFaults) in
            try ParameterDefinition.read(bytes, context: context)
        }
        context.vocabulary = try Self.read(vocabulary) { bytes throws(PackFaults) in
            try Vocabulary(reading: bytes, context: context)
        }
        self.parameters = context.parameters
        self.vocabulary = context.vocabulary
        var read: [Pack] = []
        for file in packs {
            let pack = try Self.read(file) { bytes throws(PackFaults) in try Pack(reading: bytes, context: context) }
            guard !read.contains(where: { $0.id == pack.id && $0.effectiveFrom == pack.effectiveFrom }) else {
                let message =
                    "A version of the pack \(pack.id) from \(pack.effectiveFrom) was read already. Give this one another day, or "
                    + "take one away."
                throw Trouble(file: file.name, faults: [YAMLFault(Mark(line: 1, column: 1), message)])
            }
            read.append(pack)
        }
        shelf = PackShelf(read)
    }

    /// What an authority has set, by its configuration; the standard values where there is none.
    ///
    /// - Throws: what is wrong with the file.
    public func settings(_ file: File?) throws(Trouble) -> Parameters {
        guard let file else { return Parameters(definitions: parameters) }
        return try Self.read(file) { bytes throws(PackFaults) in try Parameters(reading: bytes, context: context) }
    }

    private static func read<Value>(_ file: File, _ body: ([UInt8]) throws(PackFaults) -> Value) throws(Trouble) -> Value {
        do { return try body(file.bytes) } catch { throw Trouble(file: file.name, faults: error.faults) }
    }

    /// What a further pack or a configuration is read against.
    public var context: ReadingContext {
        var context = ReadingContext(events: events, vocabulary: vocabulary, parameters: parameters)
        let clauses = shelf.ids.flatMap { shelf.versions(of: $0) }.flatMap(\.clauses)
        if !clauses.isEmpty { context.clauses = Set(clauses.map(\.id)) }
        for clause in clauses where !clause.summingParameters.isEmpty {
            context.summing[clause.id, default: []] += clause.summingParameters
        }
        return context
    }
}
