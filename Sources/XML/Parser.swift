import CXML

/// libxml2's push parser: takes bytes, and gives what they say.
@safe final class Parser {
    /// A part of the text with its line, and the attributes of an element that begins.
    struct Item {
        let node: XMLNode
        let line: Int
        var attributes: [(name: String, value: String)] = []
    }

    private let limits: XMLLimits
    private var handle: xmlParserCtxtPtr?
    private let handler: UnsafeMutablePointer<xmlSAXHandler>
    /// The first bytes, which tell the encoding, until there are enough of them.
    private var first: [UInt8] = []
    private var items: [Item] = []
    /// Text under way, which comes in pieces.
    private var text: [UInt8] = []
    private var textLine = 1
    private var depth = 0
    /// Bytes taken that have said nothing yet: a tag or a comment that does not end.
    private var unsaid = 0
    private(set) var failure: XMLFault?

    init(limits: XMLLimits) {
        self.limits = limits
        unsafe handler = .allocate(capacity: 1)
        unsafe handler.initialize(to: xmlSAXHandler())
        unsafe handler.pointee.initialized = XML_SAX2_MAGIC
        unsafe handler.pointee.startElementNs = { context, name, _, _, _, _, count, _, attributes in
            unsafe Parser.of(context)?.begin(name, Int(count), attributes)
        }
        unsafe handler.pointee.endElementNs = { context, name, _, _ in unsafe Parser.of(context)?.end(name) }
        unsafe handler.pointee.characters = { context, bytes, count in unsafe Parser.of(context)?.say(bytes, Int(count)) }
        unsafe handler.pointee.ignorableWhitespace = { context, bytes, count in
            unsafe Parser.of(context)?.say(bytes, Int(count))
        }
        unsafe handler.pointee.internalSubset = { context, _, _, _ in
            unsafe Parser.of(context)?.stop(.documentType, "it has a document type declaration (<!DOCTYPE)")
        }
        unsafe handler.pointee.reference = { context, name in
            unsafe Parser.of(context)?.stop(.entity, "it has an entity that is not one of XML's own")
        }
    }

    deinit {
        if let handle = unsafe handle { unsafe xmlFreeParserCtxt(handle) }
        unsafe handler.deallocate()
    }

    private static func of(_ context: UnsafeMutableRawPointer?) -> Parser? {
        guard let context = unsafe context else { return nil }
        return unsafe Unmanaged<Parser>.fromOpaque(context).takeUnretainedValue()
    }

    /// Bytes by which an encoding is told.
    private static let firstBytes = 4

    /// What these bytes complete; none of them mean the end of the text.
    func take(_ bytes: [UInt8]) -> [Item] {
        var bytes = bytes
        if unsafe handle == nil {
            let isEnd = bytes.isEmpty
            first += bytes
            guard first.count >= Self.firstBytes || isEnd else { return [] }
            guard first.count >= Self.firstBytes, open() else {
                failure = XMLFault(.malformed, line: 1, reason: "there is nothing to read")
                return []
            }
            bytes = Array(first.dropFirst(Self.firstBytes))
            first = []
            feed(bytes, isEnd: false)
            if isEnd { feed([], isEnd: true) }
        } else {
            feed(bytes, isEnd: bytes.isEmpty)
        }
        defer { items.removeAll(keepingCapacity: true) }
        return items
    }

    private func open() -> Bool {
        let context = unsafe Unmanaged.passUnretained(self).toOpaque()
        let start = first.prefix(Self.firstBytes).map { CChar(bitPattern: $0) }
        unsafe handle = start.withUnsafeBufferPointer { start in
            unsafe daybook_xml_open(handler, context, start.baseAddress, CInt(start.count))
        }
        return unsafe handle != nil
    }

    private func feed(_ bytes: [UInt8], isEnd: Bool) {
        guard failure == nil, !bytes.isEmpty || isEnd else { return }
        let said = (items.count, text.count)
        _ = unsafe bytes.withUnsafeBytes { bytes in
            unsafe xmlParseChunk(
                handle, bytes.baseAddress?.assumingMemoryBound(to: CChar.self), CInt(bytes.count), isEnd ? 1 : 0)
        }
        unsaid = said == (items.count, text.count) ? unsaid + bytes.count : 0
        if unsaid > limits.textBytes { stop(.tooLong, "a tag or a comment has more than \(limits.textBytes >> 20) MiB") }
        guard failure == nil, unsafe daybook_xml_is_sound(handle) == 0 else { return }
        var line: CInt = 0
        let message = unsafe daybook_xml_message(handle, &line).map { unsafe String(cString: $0) } ?? ""
        let reason = message.split(separator: "\n").first.map(String.init) ?? "it is not XML"
        failure = XMLFault(.malformed, line: max(1, Int(line)), reason: reason)
    }

    private func stop(_ kind: XMLFault.Kind, _ reason: String) {
        guard failure == nil else { return }
        failure = XMLFault(kind, line: line, reason: reason)
        unsafe xmlStopParser(handle)
    }

    private var line: Int { max(1, Int(unsafe daybook_xml_line(handle))) }

    // MARK: What libxml2 finds

    private func begin(
        _ name: UnsafePointer<xmlChar>?, _ count: Int, _ attributes: UnsafeMutablePointer<UnsafePointer<xmlChar>?>?
    ) {
        guard failure == nil else { return }
        finishText()
        depth += 1
        guard depth <= limits.depth else {
            return stop(.tooDeep, "elements stand more than \(limits.depth) deep")
        }
        var item = Item(node: .start(unsafe Self.text(name)), line: line)
        if let attributes = unsafe attributes {
            // Of each: name, prefix, namespace, beginning and end of its value.
            for index in 0..<count {
                guard let start = unsafe attributes[index * 5 + 3], let end = unsafe attributes[index * 5 + 4] else { continue }
                let value = unsafe String(decoding: UnsafeBufferPointer(start: start, count: end - start), as: UTF8.self)
                // Where it puts no entities in the place of their names, libxml2 writes every & as &#38;.
                let plain = value.contains("&") ? value.replacing("&#38;", with: "&") : value
                item.attributes.append((unsafe Self.text(attributes[index * 5]), plain))
            }
        }
        items.append(item)
    }

    private func end(_ name: UnsafePointer<xmlChar>?) {
        guard failure == nil else { return }
        finishText()
        depth -= 1
        items.append(Item(node: .end(unsafe Self.text(name)), line: line))
    }

    private func say(_ bytes: UnsafePointer<xmlChar>?, _ count: Int) {
        guard failure == nil, let bytes = unsafe bytes else { return }
        if text.isEmpty { textLine = line }
        guard text.count + count <= limits.textBytes else {
            return stop(.tooLong, "an element holds more than \(limits.textBytes >> 20) MiB of text")
        }
        unsafe text.append(contentsOf: UnsafeBufferPointer(start: bytes, count: count))
    }

    private func finishText() {
        guard !text.isEmpty else { return }
        items.append(Item(node: .text(String(decoding: text, as: UTF8.self)), line: textLine))
        text.removeAll(keepingCapacity: text.count < 64 << 10)
    }

    private static func text(_ pointer: UnsafePointer<xmlChar>?) -> String {
        guard let pointer = unsafe pointer else { return "" }
        return unsafe String(cString: pointer)
    }
}
