import Events
import XML

/// One census, being read. In memory is the child under way and nothing else.
final class CensusFile {
    /// Bytes of one element's text that are kept; the longest code or identifier has 60.
    static let textLength = 160
    /// Elements of one child; a child with three referrals has about a hundred.
    static let mostElements = 20_000

    private let name: String
    private let xml: XMLReader
    private let source: DigestedSource
    /// The elements that have begun, outermost first.
    private var stack: [CensusElement] = []
    /// Elements within the child under way.
    private var count = 0
    /// What is wrong with the element that has just begun: said when anything follows, as its name may be cut off.
    private var doubt: ImportFault?
    private var isAtEnd = false
    /// Whether it could not be read to its end.
    private(set) var isBroken = false

    init(_ source: ByteSource) {
        name = source.name
        self.source = source.digested()
        xml = XMLReader(read: self.source.read)
    }

    /// The digest of the whole file; reads what is left of it.
    var sha256: String? { source.finish() }

    /// The next header or child; nil at the end, or where the file cannot be read further.
    func next(_ output: inout ImportOutput) -> CensusReader.Statement? {
        while !isAtEnd {
            do throws(XMLFault) {
                guard let node = try xml.next() else {
                    isAtEnd = true
                    break
                }
                if let statement = take(node, &output) { return statement }
            } catch {
                isAtEnd = true
                isBroken = true
                doubt = nil
                output.faults.add(
                    Self.kind(of: error, isInside: !stack.isEmpty), Place(file: name, line: error.line), Self.words(error))
                if let cut = stack.first(where: { $0.name == "Child" }) { return .cutOff(line: cut.line, child: child) }
            }
        }
        return nil
    }

    private func take(_ node: XMLNode, _ output: inout ImportOutput) -> CensusReader.Statement? {
        if let doubt { output.faults.add(doubt) }
        doubt = nil
        switch node {
        case .start(let element): begin(element, &output)
        case .text(let text): add(text)
        case .end: return end(&output)
        }
        return nil
    }

    private func begin(_ element: String, _ output: inout ImportOutput) {
        let place = Place(file: name, line: xml.line)
        if let parent = stack.last?.name {
            if let known = CensusStructure.within[parent] {
                if !known.contains(element) {
                    let hint = Spelling.nearest(to: element, among: known.sorted()).map { " Is it \($0)?" } ?? ""
                    let detail = "\(parent) has no element \(element); it is kept.\(hint)"
                    doubt = ImportFault(.elementUnknown, place, child: child, detail: detail)
                } else if stack.last?.first(element) != nil, !CensusStructure.repeated.contains(element) {
                    output.faults.add(
                        .statedTwice, place, child: child, "\(element) stands twice in \(parent); the first is read.")
                }
            }
        } else if element != "Message" {
            output.faults.add(.elementUnknown, place, "A census begins with Message; this one begins with \(element).")
        }
        if element == "Child" { count = 0 }
        count += 1
        stack.append(CensusElement(name: element, line: xml.line))
    }

    private func add(_ text: String) {
        guard !stack.isEmpty else { return }
        let last = stack.count - 1
        if stack[last].text.utf8.count + text.utf8.count <= Self.textLength {
            stack[last].text += text
        } else {
            let whole = trimmed(lines: stack[last].text + text)
            if whole.utf8.count <= Self.textLength { stack[last].text = whole } else { stack[last].lostBytes = whole.utf8.count }
        }
    }

    private func end(_ output: inout ImportOutput) -> CensusReader.Statement? {
        guard var element = stack.popLast() else { return nil }
        element.text = trimmed(lines: element.text)
        let place = Place(file: name, line: element.line)
        if element.lostBytes > 0 {
            element.text = ""
            element.isLost = true
            let detail =
                "\(element.name) holds \(element.lostBytes) bytes, where \(Self.textLength) are the most; it is left out."
            output.faults.add(.cellTooLong, place, child: child, detail)
        } else if Posting.hasControlCharacter(element.text) {
            element.text = ""
            element.isLost = true
            let detail = "\(element.name) holds \(controlCharacter); it is left out."
            output.faults.add(.cellControl, place, child: child, detail)
        }
        if CensusStructure.within[element.name] != nil, !element.text.isEmpty {
            let detail = "Text that belongs to no element stands in \(element.name): \"\(element.text)\"."
            output.faults.add(.elementUnknown, place, child: child, detail)
        }
        switch element.name {
        case "Header": return .header(element)
        case "Child":
            if count > Self.mostElements {
                let detail = "The child has \(count) elements, where \(Self.mostElements) are the most; only the first are read."
                output.faults.add(.cellTooLong, place, detail)
            }
            return .child(element)
        case "Children", "Message": return nil
        default:
            if count <= Self.mostElements, !stack.isEmpty { stack[stack.count - 1].children.append(element) }
            return nil
        }
    }

    /// The identifier of the child under way, where it has been told.
    private var child: String? {
        for element in stack.reversed() {
            if let identifiers = element.name == "ChildIdentifiers" ? element : element.first("ChildIdentifiers") {
                let id = identifiers["LAchildID"]
                return id.isEmpty ? nil : id
            }
        }
        return nil
    }

    /// A text that was never one is not read; one that ends too soon was read up to there.
    private static func kind(of fault: XMLFault, isInside: Bool) -> ImportFault.Kind {
        isInside && fault.kind != .documentType ? .fileBrokenOff : .fileNotRead
    }

    private static func words(_ fault: XMLFault) -> String {
        let reason = fault.reason.hasSuffix(".") ? String(fault.reason.dropLast()) : fault.reason
        let sentence = reason.prefix(1).uppercased() + reason.dropFirst()
        switch fault.kind {
        case .documentType, .entity:
            return
                "\(sentence). A census has none, and they can be made to do harm: nothing from there on is read."
        case .malformed:
            return
                "It is no well-formed XML: \(reason). Nothing from there on is read; save or export it anew."
        case .tooLong, .tooDeep, .unreadable:
            return "\(sentence): nothing from there on is read."
        }
    }
}

/// `text` less blanks and line ends at both ends.
func trimmed(lines text: String) -> String {
    func isBlank(_ byte: UInt8) -> Bool { byte == 0x20 || (0x09...0x0D).contains(byte) }
    guard let first = text.utf8.firstIndex(where: { !isBlank($0) }), let last = text.utf8.lastIndex(where: { !isBlank($0) })
    else {
        return ""
    }
    return String(text[first...last])
}
