import JSON

/// A sentence with gaps, as `Visit ({visit_type})[, {setting}]`: `{field}` stands for a field of the data; what stands in
/// `[ ]` is left out where any of its fields is missing. Parsed once, rendered for every line.
public struct SummaryTemplate: Sendable {
    /// How a field's value is put in words.
    enum Style: Sendable { case plain, listed, day, instant }

    enum Part: Sendable {
        case text(String)
        case field(String, Style)
    }

    struct Segment: Sendable {
        var parts: [Part] = []
        var isOptional = false
    }

    let segments: [Segment]

    /// Said in place of a required field that the source left out.
    static let missing = "not stated"

    /// - Parameters:
    ///   - properties: the schema's properties, which tell dates and values from lists from narrative.
    ///   - pointer: where the template stands, for the fault.
    init(_ template: String, properties: JSONValue?, pointer: String) throws(Fault) {
        var segments: [Segment] = []
        var segment = Segment()
        var text = ""
        var rest = template[...]
        func finishText() {
            if !text.isEmpty { segment.parts.append(.text(text)) }
            text = ""
        }
        func finishSegment() {
            finishText()
            if !segment.parts.isEmpty { segments.append(segment) }
            segment = Segment()
        }
        while let character = rest.popFirst() {
            switch character {
            case "[" where !segment.isOptional:
                finishSegment()
                segment.isOptional = true
            case "]" where segment.isOptional: finishSegment()
            case "{":
                guard let end = rest.firstIndex(of: "}"), end > rest.startIndex else {
                    throw Fault(pointer, "\"{\" begins a field's name and needs its \"}\".")
                }
                finishText()
                let field = String(rest[..<end])
                segment.parts.append(.field(field, Self.style(of: properties?[field])))
                rest = rest[rest.index(after: end)...]
            case "[", "]", "}": throw Fault(pointer, "\"\(character)\" has no partner; optional parts do not nest.")
            default: text.append(character)
            }
        }
        guard !segment.isOptional else { throw Fault(pointer, "\"[\" needs its \"]\".") }
        finishSegment()
        self.segments = segments
    }

    private static func style(of property: JSONValue?) -> Style {
        if property?["enum"] != nil || property?["items"]?["enum"] != nil { return .listed }
        switch property?["format"]?.string {
        case "date": return .day
        case "date-time": return .instant
        default: return .plain
        }
    }

    /// The sentence for one event's data.
    func render(_ data: JSONValue?) -> String {
        var words = Words()
        for segment in segments {
            let mark = words.bytes.count
            for part in segment.parts where !say(part, of: data, to: &words) {
                guard segment.isOptional else {
                    words.say(Self.missing)
                    continue
                }
                words.takeBack(to: mark)
                break
            }
        }
        return words.sentence
    }

    /// False where the field has no value.
    private func say(_ part: Part, of data: JSONValue?, to words: inout Words) -> Bool {
        switch part {
        case .text(let text):
            words.say(text)
            return true
        case .field(let field, let style):
            guard let value = data?[field], !value.isNull else { return false }
            return words.say(value, style)
        }
    }
}
