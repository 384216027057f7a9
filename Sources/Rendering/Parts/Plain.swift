public import JSON

/// Words for people.
public enum Plain {
    /// A name as programs write it, as people do: "section_47_enquiry" is "section 47 enquiry".
    public static func words(_ name: String) -> String {
        let words = name.split(separator: "_", omittingEmptySubsequences: false)
        // A name has no apostrophe.
        return words.map { $0 == "childrens" ? "children's" : String($0) }.joined(separator: " ")
    }

    /// The text beginning with a capital.
    public static func capital(_ text: String) -> String {
        guard let first = text.first else { return text }
        return first.uppercased() + text.dropFirst()
    }

    /// As "1 visit", "12 visits"; "no visits" for none.
    public static func count(_ number: Int, _ unit: String) -> String {
        number == 0 ? "no \(unit)s" : number == 1 ? "1 \(unit)" : "\(grouped(number)) \(unit)s"
    }

    /// As "1 entry", "12 entries".
    static func entries(_ number: Int) -> String {
        number == 0 ? "no entries" : number == 1 ? "1 entry" : "\(grouped(number)) entries"
    }

    /// As "1,204".
    public static func grouped(_ number: some BinaryInteger) -> String {
        var digits = String(number)
        var at = digits.count - 3
        while at > (number < 0 ? 1 : 0) {
            digits.insert(",", at: digits.index(digits.startIndex, offsetBy: at))
            at -= 3
        }
        return digits
    }

    /// As "a", "a and b", "a, b and c".
    public static func list(_ words: [String]) -> String {
        guard let last = words.last, words.count > 1 else { return words.first ?? "" }
        return words.dropLast().joined(separator: ", ") + " and " + last
    }

    /// A value of data in words; nil where it holds nothing.
    public static func value(_ value: JSONValue?) -> String? {
        guard let value else { return nil }
        switch value.kind {
        case .string: return value.string.flatMap { $0.isEmpty ? nil : isName($0) ? words($0) : time($0) }
        case .number: return String(decoding: value.text, as: UTF8.self)
        case .true: return "yes"
        case .false: return "no"
        case .null: return nil
        case .array:
            let parts = value.elements.compactMap { self.value($0) }
            // Phrases need more than a comma between them.
            let isLong = parts.contains { $0.contains(",") || $0.contains(";") || $0.count > 24 }
            return parts.isEmpty ? nil : parts.joined(separator: isLong ? "; " : ", ")
        case .object: return object(value)
        }
    }

    /// Whether a text is one of a list of values, written for programs: small letters, digits and underscores alone.
    private static func isName(_ text: String) -> Bool {
        text.utf8.contains(UInt8(ascii: "_"))
            && text.utf8.allSatisfy {
                (UInt8(ascii: "a")...UInt8(ascii: "z")).contains($0) || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0)
                    || $0 == UInt8(ascii: "_")
            }
    }

    private static func time(_ text: String) -> String {
        let looksLikeTime = text.utf8.count >= 10 && text.utf8.first.map { (48...57).contains($0) } == true
        return looksLikeTime ? When.words(text) : text
    }

    private static func object(_ value: JSONValue) -> String? {
        if let person = Who.person(value) { return person }
        if let number = value["value"], let unit = value["unit"]?.string, let amount = self.value(number) {
            return "\(amount) \(words(unit))"
        }
        let parts = value.members.compactMap { member in
            self.value(member.value).map { "\(words(member.key.string ?? "")): \($0)" }
        }
        return parts.isEmpty ? nil : parts.joined(separator: "; ")
    }
}
