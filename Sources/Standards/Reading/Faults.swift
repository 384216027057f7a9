public import YAML

/// Everything wrong with a file of standards, in the order of the text.
public struct PackFaults: Error, Sendable {
    public let faults: [YAMLFault]

    init(_ faults: [YAMLFault]) {
        var seen: Set<YAMLFault> = []
        self.faults = faults.filter { seen.insert($0).inserted }.sorted { ($0.mark, $0.message) < ($1.mark, $1.message) }
    }
}

extension PackReader {
    /// Reads a text and hands its root to `body`; throws what was found wrong.
    static func read<Value>(
        _ bytes: [UInt8], _ context: ReadingContext, _ body: (inout PackReader, YAMLNode) -> Value?
    ) throws(PackFaults) -> Value {
        let document: YAMLDocument
        do { document = try YAMLDocument(reading: bytes) } catch { throw PackFaults([error]) }
        var reader = PackReader(context)
        let value = body(&reader, document.root)
        // What is no plain value of YAML is often no value for its place either: once is enough.
        let told = Set(document.faults.map(\.mark))
        let faults = document.faults + reader.faults.filter { !told.contains($0.mark) }
        guard faults.isEmpty, let value else { throw PackFaults(faults) }
        return value
    }
}
