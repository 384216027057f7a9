import YAML

/// A mapping file, read: how the rows of one kind of CSV file become events.
public struct CSVMapping: Sendable {
    let rows: RowMapping
    let separator: UInt8

    /// What the table is called.
    public var title: String { rows.title }

    /// Why a mapping file cannot be used: everything that is wrong with it.
    public struct Unusable: Error, Sendable {
        /// In order of their places.
        public let faults: [MappingFault]
    }

    /// - Parameters:
    ///   - bytes: the file, YAML as `schemas/mappings/mapping.schema.json` describes it.
    ///   - parameters: what `{NAME}` in its source stands for.
    ///   - types: the types of events that it may name; nil checks none.
    public init(reading bytes: [UInt8], parameters: [String: String] = [:], types: KnownTypes? = nil) throws(Unusable) {
        let root: YAMLNode
        do {
            root = try YAMLNode(reading: bytes)
        } catch {
            throw Unusable(faults: [MappingFault(error.mark, error.message)])
        }
        var reader = MappingReader(parameters: parameters, types: types)
        guard let read = reader.read(root) else { throw Unusable(faults: reader.faults.sorted { $0.mark < $1.mark }) }
        rows = read.mapping
        separator = read.separator
    }
}
