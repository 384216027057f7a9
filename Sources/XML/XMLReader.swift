import CXML

/// Reads XML piece by piece with libxml2, in memory for one element at a time.
///
/// It fetches nothing and resolves no entities; a text with a document type declaration is refused where that stands.
@safe public final class XMLReader {
    private let source: Source
    private let limits: XMLLimits
    private var handle: OpaquePointer?
    /// The end of an element without content, still to be given.
    private var pendingEnd: String?
    private var failure: XMLFault?

    /// What libxml2 calls back: one object, so that a pointer to it can be handed over.
    @safe private final class Source {
        let read: (Int) throws -> [UInt8]
        /// Bytes taken, since the last tag.
        var sinceTag = 0
        let mostBytes: Int
        var isTooLong = false
        var isUnreadable = false
        var fault: UnsafeMutablePointer<daybook_xml_fault>

        init(read: @escaping (Int) throws -> [UInt8], mostBytes: Int) {
            self.read = read
            self.mostBytes = mostBytes
            unsafe fault = .allocate(capacity: 1)
            unsafe fault.initialize(to: daybook_xml_fault())
        }

        deinit { unsafe fault.deallocate() }

        /// Fills `buffer`; 0 at the end, -1 to stop.
        func fill(_ buffer: UnsafeMutablePointer<CChar>?, _ length: CInt) -> CInt {
            guard let buffer = unsafe buffer, length > 0 else { return 0 }
            guard sinceTag <= mostBytes else {
                isTooLong = true
                return -1
            }
            do {
                let bytes = try read(Int(length))
                sinceTag += bytes.count
                for (index, byte) in bytes.prefix(Int(length)).enumerated() {
                    unsafe buffer[index] = CChar(bitPattern: byte)
                }
                return CInt(bytes.count)
            } catch {
                isUnreadable = true
                return -1
            }
        }
    }

    /// - Parameter read: gives the next bytes, at most as many as it is asked for; none at the end.
    public init(limits: XMLLimits = XMLLimits(), read: @escaping (Int) throws -> [UInt8]) {
        self.limits = limits
        source = Source(read: read, mostBytes: limits.textBytes)
        let context = unsafe Unmanaged.passUnretained(source).toOpaque()
        unsafe handle = daybook_xml_open(
            { context, buffer, length in
                guard let context = unsafe context else { return -1 }
                return unsafe Unmanaged<Source>.fromOpaque(context).takeUnretainedValue().fill(buffer, length)
            }, context, source.fault)
        if unsafe handle == nil { failure = XMLFault(.malformed, line: 1, reason: "there is nothing to read") }
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

    deinit { unsafe xmlFreeTextReader(handle) }

    /// The line that reading has reached, from 1.
    public var line: Int { unsafe handle == nil ? 1 : max(1, Int(unsafe xmlTextReaderGetParserLineNumber(handle))) }

    /// The next part; nil at the end. After a fault, the same fault again.
    public func next() throws(XMLFault) -> XMLNode? {
        if let failure { throw failure }
        if let name = pendingEnd {
            pendingEnd = nil
            return .end(name)
        }
        while true {
            switch unsafe xmlTextReaderRead(handle) {
            case 1: if let node = try node() { return node }
            case 0: return nil
            default: throw fail(fault())
            }
        }
    }

    /// The value of an attribute of the element that has just begun, by its name without prefix; nil where it has none.
    public func attribute(_ name: String) -> String? { attributes(name).first }

    /// The values of all attributes of this name, whatever their prefix, in order.
    public func attributes(_ name: String) -> [String] {
        var found: [String] = []
        var isThere = unsafe xmlTextReaderMoveToFirstAttribute(handle)
        while isThere == 1 {
            if unsafe text(xmlTextReaderConstLocalName(handle)) == name, let value = unsafe text(xmlTextReaderConstValue(handle))
            {
                found.append(value)
            }
            isThere = unsafe xmlTextReaderMoveToNextAttribute(handle)
        }
        _ = unsafe xmlTextReaderMoveToElement(handle)
        return found
    }

    private func node() throws(XMLFault) -> XMLNode? {
        switch unsafe xmlTextReaderNodeType(handle) {
        case 1:
            source.sinceTag = 0
            guard unsafe xmlTextReaderDepth(handle) <= limits.depth else {
                throw fail(XMLFault(.tooDeep, line: line, reason: "elements stand more than \(limits.depth) deep"))
            }
            let name = unsafe text(xmlTextReaderConstLocalName(handle)) ?? ""
            if unsafe xmlTextReaderIsEmptyElement(handle) == 1 { pendingEnd = name }
            return .start(name)
        case 15:
            source.sinceTag = 0
            return .end(unsafe text(xmlTextReaderConstLocalName(handle)) ?? "")
        // Text, CDATA, and white space that may be of importance.
        case 3, 4, 14: return unsafe text(xmlTextReaderConstValue(handle)).map(XMLNode.text)
        case 5:
            let name = unsafe text(xmlTextReaderConstLocalName(handle)) ?? ""
            throw fail(XMLFault(.entity, line: line, reason: "the entity &\(name); is not one of XML's own"))
        case 10:
            throw fail(XMLFault(.documentType, line: line, reason: "it has a document type declaration (<!DOCTYPE)"))
        default: return nil
        }
    }

    private func text(_ pointer: UnsafePointer<xmlChar>?) -> String? {
        guard let pointer = unsafe pointer else { return nil }
        return unsafe String(cString: pointer)
    }

    private func fault() -> XMLFault {
        if source.isTooLong {
            return XMLFault(.tooLong, line: line, reason: "an element holds more than \(limits.textBytes >> 20) MiB of text")
        }
        if source.isUnreadable { return XMLFault(.unreadable, line: line, reason: "the file could not be read to its end") }
        let told = unsafe source.fault.pointee
        let message = unsafe withUnsafeBytes(of: told.message) { bytes in
            unsafe String(decoding: unsafe bytes.prefix { $0 != 0 }, as: UTF8.self)
        }
        return XMLFault(
            .malformed, line: told.line > 0 ? Int(told.line) : line, reason: message.isEmpty ? "it is not XML" : message)
    }

    private func fail(_ fault: XMLFault) -> XMLFault {
        failure = fault
        return fault
    }
}
