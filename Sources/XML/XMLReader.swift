/// Reads XML piece by piece with libxml2, with no more in memory than what a few thousand bytes of it say.
///
/// It fetches nothing and resolves no entities; a text with a document type declaration is refused where that stands. What
/// stands before a fault is given first.
public final class XMLReader {
    private let read: (Int) throws -> [UInt8]
    private let parser: Parser
    private var waiting: ArraySlice<Parser.Item> = []
    private var current: Parser.Item?
    private var failure: XMLFault?
    private var isAtEnd = false

    /// Bytes handed to the parser at once.
    private static let piece = 16 << 10

    /// - Parameter read: gives the next bytes, at most as many as it is asked for; none at the end.
    public init(limits: XMLLimits = XMLLimits(), read: @escaping (Int) throws -> [UInt8]) {
        self.read = read
        parser = Parser(limits: limits)
    }

    /// Reads bytes that are in memory.
    public convenience init(_ bytes: [UInt8], limits: XMLLimits = XMLLimits()) {
        var at = 0
        self.init(limits: limits) { most in
            let piece = bytes[at..<min(bytes.count, at + most)]
            at += piece.count
            return Array(piece)
        }
    }

    /// The line on which the part given last begins or ends, from 1.
    public var line: Int { current?.line ?? 1 }

    /// The next part; nil at the end. After a fault, the same fault again.
    public func next() throws(XMLFault) -> XMLNode? {
        while true {
            if let item = waiting.popFirst() {
                current = item
                return item.node
            }
            if let failure { throw failure }
            guard !isAtEnd else { return nil }
            readOn()
        }
    }

    /// The value of an attribute of the element that has just begun, by its name without prefix; nil where it has none.
    public func attribute(_ name: String) -> String? { current?.attributes.first { $0.name == name }?.value }

    /// The values of all attributes of this name, whatever their prefix, in order.
    public func attributes(_ name: String) -> [String] {
        current?.attributes.filter { $0.name == name }.map(\.value) ?? []
    }

    private func readOn() {
        do {
            let bytes = try read(Self.piece)
            isAtEnd = bytes.isEmpty
            waiting = parser.take(bytes)[...]
            failure = parser.failure
        } catch {
            failure = XMLFault(.unreadable, line: line, reason: "the file could not be read to its end")
        }
    }
}
