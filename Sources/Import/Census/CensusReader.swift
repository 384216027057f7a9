/// Reads children in need censuses, a child at a time, whatever the length of the file.
struct CensusReader: StatementReader {
    enum Statement {
        /// A file begins.
        case begins(file: String)
        case header(CensusElement)
        case child(CensusElement)
        /// The file breaks off within the child that begins on this line; with its identifier, where that was told before.
        case cutOff(line: Int, child: String?)
        /// The file is at its end, or broken off, which is told then; with the SHA-256 of its bytes.
        case ends(sha256: String?, isBroken: Bool)
    }

    private var waiting: ArraySlice<ByteSource>
    private var file: CensusFile?

    init(_ sources: [ByteSource]) { waiting = sources[...] }

    mutating func next(_ output: inout ImportOutput) -> Statement? {
        if let file {
            if let statement = file.next(&output) { return statement }
            self.file = nil
            return .ends(sha256: file.sha256, isBroken: file.isBroken)
        }
        guard let source = waiting.popFirst() else { return nil }
        file = CensusFile(source)
        return .begins(file: source.name)
    }
}
