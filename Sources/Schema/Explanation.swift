import Events
import JSON

/// Puts findings in words: one sentence each, for somebody who is busy and did not write the schema.
struct Explanation {
    let tables: Tables
    let value: JSONValue
    /// JSON Pointer of `value`.
    let pointer: String

    /// Characters of a value or a list that a sentence shows at most.
    private static let shownLength = 40
    private static let listedNames = 12

    func faults(_ findings: Findings) -> [Fault] {
        let faults = findings.list.map(fault)
        return findings.isCut ? faults + [Self.cut] : faults
    }

    /// Says that a list of faults is not whole, so that nobody believes it.
    static let cut = Fault("", "More is wrong than is listed here; put this right first.")

    private func fault(_ finding: Finding) -> Fault {
        let wording = tables.wording[finding.rule]
        let at = JSONValue(document: value.document, index: finding.node)
        var place = pointer + location(of: finding.node)
        if case .missingMember(let bit) = finding.kind { place += Fault.step(wording.required[bit].name) }
        return Fault(place, sentence(finding, at, wording))
    }

    private func sentence(_ finding: Finding, _ at: JSONValue, _ wording: Wording) -> String {
        let rule = tables.rules[finding.rule]
        switch finding.kind {
        case .type: return wrongType(at, rule.types)
        case .const: return "Only \(wording.const ?? "") is taken here, not \(shown(at))."
        case .choice: return wrongChoice(at, wording)
        case .unknownMember: return unknownMember(at, wording)
        case .missingMember(let bit):
            let (name, description) = wording.required[bit]
            return "Missing: \(name)\(description.map { " – " + $0 } ?? "")"
        case .tooFewMembers, .tooManyMembers:
            return bounds(rule.object.map { (tables.objects[$0].least, tables.objects[$0].most) }, at.count, "field", "fields")
        case .tooFewItems, .tooManyItems:
            return bounds(rule.array.map { (tables.arrays[$0].least, tables.arrays[$0].most) }, at.count, "entry", "entries")
        case .repeatedItem(let number): return "Entry \(number) says the same as an earlier one; each may stand here once."
        case .tooShort, .tooLong:
            let length = at.string?.unicodeScalars.count ?? 0
            return bounds(
                rule.string.map { (tables.strings[$0].least, tables.strings[$0].most) }, length, "character", "characters")
        case .format: return wrongFormat(at, rule.string.flatMap { tables.strings[$0].format })
        case .pattern:
            let form = "\(shown(at)) is not written as it must be (\(wording.pattern ?? ""))."
            return form + (wording.description.map { " " + $0 } ?? "")
        case .tooSmall: return "\(shown(at)) is too small: at least \(wording.minimum) is needed here."
        case .tooLarge: return "\(shown(at)) is too large: at most \(wording.maximum) is taken here."
        case .notAbove: return "\(shown(at)) is too small: more than \(wording.exclusiveMinimum) is needed here."
        }
    }

    private func wrongType(_ at: JSONValue, _ types: TypeSet) -> String {
        let wanted = Self.either(TypeSet.named.filter { types.contains($0.set) }.map(\.words))
        let isFraction = at.kind == .number && types.contains(.integer)
        let sentence =
            "\(wanted.prefix(1).uppercased())\(wanted.dropFirst()) is needed here, not \(isFraction ? shown(at) : words(at.kind))"
        switch at.kind {
        case .null: return sentence + "; where nothing is known, leave the field out."
        case .string where types.contains(.array): return sentence + "; a single entry is a list too: [\(shown(at))]."
        case .string where isBare(at, types): return sentence + "; write it without quotes."
        case .number where types.contains(.string): return sentence + "; put it in quotes."
        default: return sentence + "."
        }
    }

    /// Whether a text would be right without its quotes.
    private func isBare(_ at: JSONValue, _ types: TypeSet) -> Bool {
        guard let bare = try? JSONDocument(at.stringBytes).root else { return false }
        switch bare.kind {
        case .true, .false: return types.contains(.boolean)
        case .number: return types.contains(.number) || types.contains(.integer)
        default: return false
        }
    }

    private func words(_ kind: JSONValue.Kind) -> String {
        switch kind {
        case .object: "an object"
        case .array: "a list"
        case .string: "a text"
        case .number: "a number"
        case .true: "true"
        case .false: "false"
        case .null: "null"
        }
    }

    private func wrongChoice(_ at: JSONValue, _ wording: Wording) -> String {
        let sentence = "\(shown(at)) is not one of: \(wording.choices.joined(separator: ", "))"
        guard let meant = at.string.flatMap({ Spelling.nearest(to: $0, among: wording.choices) }) else { return sentence + "." }
        return sentence + "; did you mean \"\(meant)\"?"
    }

    private func unknownMember(_ key: JSONValue, _ wording: Wording) -> String {
        if let name = key.string, let meant = Spelling.nearest(to: name, among: wording.properties) {
            return "No field has this name; did you mean \"\(meant)\"?"
        }
        guard (1...Self.listedNames).contains(wording.properties.count) else { return "No field has this name here." }
        return "No field has this name here; the fields are: \(wording.properties.joined(separator: ", "))."
    }

    private func bounds(_ bounds: (least: Int, most: Int)?, _ count: Int, _ one: String, _ many: String) -> String {
        guard let bounds else { return "" }
        if count > bounds.most { return "At most \(bounds.most) \(bounds.most == 1 ? one : many) may stand here, not \(count)." }
        if count == 0 { return "This is empty: at least \(bounds.least) \(bounds.least == 1 ? one : many) must stand here." }
        return "At least \(bounds.least) \(bounds.least == 1 ? one : many) must stand here, not \(count)."
    }

    private func wrongFormat(_ at: JSONValue, _ format: Format?) -> String {
        switch format {
        case .date: "\(shown(at)) is no date; send one like 2026-03-04."
        case .dateTime: "\(shown(at)) is no time; send a date and time with its zone, like 2026-03-04T10:12:33Z."
        case .uriReference: "\(shown(at)) is no address; send a URI or a path without spaces, like /ics/knowsley."
        case nil: ""
        }
    }

    /// A value as it was sent, cut if it is long.
    private func shown(_ at: JSONValue) -> String {
        switch at.kind {
        case .object, .array: return words(at.kind)
        case .string:
            let text = at.string ?? ""
            let cut = text.unicodeScalars.prefix(Self.shownLength)
            return "\"\(String(cut))\(cut.endIndex < text.endIndex ? "…" : "")\""
        case .number, .true, .false, .null: return String(decoding: at.text, as: UTF8.self)
        }
    }

    private static func either(_ words: [String]) -> String {
        guard let last = words.last, words.count > 1 else { return words.first ?? "" }
        return words.dropLast().joined(separator: ", ") + " or " + last
    }

    /// JSON Pointer from `value` to a node in it; of a member's name, that of the member.
    private func location(of target: Int) -> String {
        var pointer = ""
        var at = value
        while at.index < target {
            guard let step = step(from: at, towards: target) else { return pointer }
            pointer += step.pointer
            at = step.value
        }
        return pointer
    }

    private func step(from container: JSONValue, towards target: Int) -> (pointer: String, value: JSONValue)? {
        for (place, element) in container.elements.enumerated() where holds(element, target) { return ("/\(place)", element) }
        for member in container.members where member.key.index == target || holds(member.value, target) {
            return (Fault.step(member.key.string ?? ""), member.value)
        }
        return nil
    }

    private func holds(_ value: JSONValue, _ target: Int) -> Bool {
        value.index <= target && target < Int(value.document.nodes[value.index].next)
    }
}
