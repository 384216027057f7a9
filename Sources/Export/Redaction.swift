public import JSON

/// Masks the names of third parties: people who are named in a record that is not theirs, and who are neither a child of
/// the case nor somebody who acted in it in an official role.
///
/// By rule: whoever the record names as a person, with a name, in any field, and how to reach them: numbers and addresses that
/// stand beside the name. By hand: names added and names kept. A name is masked in whole words, in full and by its parts, save
/// parts that somebody who stays visible bears too, and parts of two letters, and names of a whole family, only where they begin
/// with a capital. Where it has a space, a hyphen or an apostrophe, the text may have another of them, or none: `O'Brien` is
/// `OBRIEN` and `O Brien`. A number or an address is masked as it is written, with or without its spaces.
public struct Redaction: Sendable {
    /// What is masked: the letters of a name, or of a part of one, and what stands in its place.
    private struct Mark: Sendable {
        /// Without spaces and apostrophes.
        let letters: [Character]
        /// Before which of them a space or an apostrophe stands.
        let gaps: Set<Int>
        let label: String
        /// Whether it is masked only where it begins with a capital, as a name does and a word mostly does not.
        let needsCapital: Bool

        init(_ name: String, label: String, needsCapital: Bool = false) {
            var letters: [Character] = []
            var gaps: Set<Int> = []
            for letter in name {
                if FoldedText.isGap(letter) { gaps.insert(letters.count) } else { letters.append(letter) }
            }
            (self.letters, self.gaps, self.label, self.needsCapital) = (letters, gaps, label, needsCapital)
        }
    }

    /// By their first letter, the longest first: a full name before its parts.
    private let marks: [Character: [Mark]]
    /// How many people are masked.
    public let people: Int
    /// Whether numbers or addresses are masked, too.
    let masksContacts: Bool

    /// Letters of a part of a name, at least, that is masked however it is written. Shorter ones are too often words.
    public static let leastPart = 3
    /// Letters of a part of a name, at least. One letter is an initial and tells nobody; in full a name of one letter is masked too.
    private static let shortestPart = 2
    /// Letters of a name, at least, whose parts are written as one in small letters too. Shorter ones are too often words: `joli`.
    private static let leastJoined = 5

    /// - Parameters:
    ///   - events: of the case, as the ledger answers them.
    ///   - masked: names to mask beside those found by rule.
    ///   - kept: names not to mask, whatever the rule says.
    public init(_ events: [JSONValue], masked: [String] = [], kept: [String] = []) {
        var found: [String] = masked
        var contacts: [(whose: String, contact: String)] = []
        var visible = Set(kept.map(FoldedText.name))
        for event in events {
            if let name = event["actorname"]?.string { visible.insert(FoldedText.name(name)) }
            guard let data = event["data"] else { continue }
            let isChild = data["is_child"]?.bool == true
            if isChild, let name = data["person"]?["name"]?.string { visible.insert(FoldedText.name(name)) }
            Self.names(in: data, to: &found)
            Self.contacts(in: data, to: &contacts)
        }
        visible.subtract(masked.map(FoldedText.name))
        self.init(
            found.filter { !visible.contains(FoldedText.name($0)) },
            contacts: contacts.filter { !visible.contains(FoldedText.name($0.whose)) },
            visibleParts: Set(visible.flatMap(Self.parts)))
    }

    private init(
        _ names: [String], contacts: [(whose: String, contact: String)] = [], visibleParts: Set<String>
    ) {
        let visibleParts = Set(visibleParts.map(Self.joined))
        var labels: [String: String] = [:]
        var marks: [Mark] = []
        for name in names where Self.isName(name) {
            let full = FoldedText.name(name)
            guard labels[full] == nil else { continue }
            let label = "[third party \(labels.count + 1)]"
            labels[full] = label
            marks.append(Mark(full, label: label))
            for part in Self.parts(of: name) where part.count >= Self.shortestPart && !visibleParts.contains(Self.joined(part)) {
                marks.append(Mark(part, label: label, needsCapital: part.count < Self.leastPart))
                let family = Self.family(part)
                guard part.count >= Self.leastPart, !visibleParts.contains(Self.joined(family)) else { continue }
                marks.append(Mark(family, label: label + "s", needsCapital: true))
            }
        }
        let nameMarks = marks.count
        for (whose, contact) in contacts {
            let label = labels[FoldedText.name(whose)] ?? "[third party \(labels.count + 1)]"
            labels[FoldedText.name(whose)] = label
            marks.append(Mark(FoldedText.name(contact), label: label))
        }
        people = labels.count
        masksContacts = marks.count > nameMarks
        let sorted = marks.enumerated().sorted {
            ($1.element.letters.count, $0.offset) < ($0.element.letters.count, $1.offset)
        }.map(\.element)
        self.marks = Dictionary(grouping: sorted.filter { !$0.letters.isEmpty }) { $0.letters[0] }
    }

    /// A name without spaces and apostrophes.
    private static func joined(_ name: String) -> String { name.filter { !FoldedText.isGap($0) } }

    /// Whether a text can be a name: one without a letter would stand everywhere or nowhere.
    public static func isName(_ text: String) -> Bool { text.contains(where: \.isLetter) }

    /// Those of some names that stand nowhere in the events, in full or in part: most likely mistyped.
    public static func absent(_ names: [String], in events: [JSONValue]) -> [String] {
        names.filter { name in
            let redaction = Redaction([name], visibleParts: [])
            var writer = JSONWriter()
            return !events.contains { redaction.write($0, to: &writer) > 0 }
        }
    }

    /// The parts of a name: its words, and of a word with a hyphen its halves.
    private static func parts(of name: String) -> [String] {
        let words = name.split { $0.isWhitespace || ",.()/\"".contains($0) }.map { word in
            FoldedText.name(String(word)).split(separator: FoldedText.apostrophe).joined(separator: String(FoldedText.apostrophe))
        }
        let halves = words.flatMap { $0.split { !$0.isLetter && $0 != FoldedText.apostrophe }.map(String.init) }
        var seen: Set<String> = []
        return (words + halves).filter { isName($0) && !commonWords.contains($0) && seen.insert($0).inserted }
    }

    /// All who bear a name: the Murphys, the Joneses.
    private static func family(_ name: String) -> String {
        name + (["s", "x", "z", "ch", "sh"].contains { name.hasSuffix($0) } ? "es" : "s")
    }

    /// What stands before names or in their place, and tells nobody: to mask it would mask every use of the word.
    private static let commonWords: Set<String> = [
        "mr", "ms", "dr", "st", "no", "mrs", "miss", "prof", "rev", "sir", "dame", "lord", "lady", "the", "and", "all", "not",
        "his", "her", "their", "name",
        "unknown", "mother", "father", "mum", "dad", "parent", "parents", "sister", "brother", "aunt", "uncle", "cousin",
        "grandmother", "grandfather", "partner", "stepmother", "stepfather", "child", "carer",
    ]

    /// What an object with a name and nothing else says of a person.
    private static let usualKeys: Set<String> = ["id", "name", "role", "team"]

    /// Beside a name, each of these says that it is a person's: of those who took part in a meeting or were asked to, or
    /// who belong to a family's network. Other things have names too, as aids to communication and files.
    private static let personalKeys: Set<String> = [
        "person", "role", "relationship", "agency", "attended", "invited", "participation", "reason_not", "lives_in_household",
        "importance", "view",
    ]

    /// The names of the people that a value holds.
    private static func names(in value: JSONValue, to found: inout [String]) {
        if value.kind == .object {
            let keys = value.members.compactMap(\.key.string)
            if let name = value["name"]?.string, !name.isEmpty,
                usualKeys.isSuperset(of: keys) || !personalKeys.isDisjoint(with: keys)
            {
                found.append(name)
            }
            for member in value.members {
                if member.key.says("informant_name"), let name = member.value.string, !name.isEmpty { found.append(name) }
                names(in: member.value, to: &found)
            }
        } else if value.kind == .array {
            for element in value.elements { names(in: element, to: &found) }
        }
    }

    /// How somebody is reached, at the end of a field's name.
    private static let contactKeys = ["contact_number", "telephone", "phone", "mobile", "email", "address", "postcode"]

    /// How the people that a value holds are reached, each with the name that stands beside it; of an informant without a name,
    /// with none.
    private static func contacts(in value: JSONValue, to found: inout [(whose: String, contact: String)]) {
        if value.kind == .array {
            for element in value.elements { contacts(in: element, to: &found) }
        }
        guard value.kind == .object else { return }
        for member in value.members {
            contacts(in: member.value, to: &found)
            guard let key = member.key.string, let contact = member.value.string, tells(contact),
                let kind = contactKeys.first(where: key.hasSuffix)
            else { continue }
            let beside = key.dropLast(kind.count)
            // An informant's name may be withheld, and their number recorded all the same.
            let whose = beside.isEmpty ? value["name"] ?? value["person"]?["name"] : value["\(beside)name"]
            guard let whose = whose?.string ?? (beside == "informant_" ? contact : nil) else { continue }
            found.append((whose, contact))
        }
    }

    /// Whether a text tells how to reach somebody, and does not say only that this is not known.
    private static func tells(_ contact: String) -> Bool { contact.contains { $0.isNumber || $0 == "@" || $0 == "," } }

    /// The text with its masks, and how many there are.
    public func mask(_ text: String) -> (text: String, count: Int) {
        guard !marks.isEmpty else { return (text, 0) }
        let letters = Array(text)
        let folded = FoldedText(letters)
        var masked = ""
        var count = 0
        var at = 0
        // Which character of the text is next.
        var next = 0
        while at < folded.letters.count {
            guard Self.isBorder(at, in: folded),
                let (mark, end) = mark(at: at, in: folded, isCapital: !letters[folded.places[at]].isLowercase)
            else {
                at += 1
                continue
            }
            masked += String(letters[next..<folded.places[at]]) + mark.label
            count += 1
            at = end
            next = folded.places[end - 1] + 1
        }
        return (masked + String(letters[next...]), count)
    }

    /// What is masked at a place in a text, and where it ends; nil for nothing.
    private func mark(at place: Int, in text: FoldedText, isCapital: Bool) -> (mark: Mark, end: Int)? {
        for mark in marks[text.letters[place]] ?? [] where isCapital || !mark.needsCapital {
            if let end = Self.end(of: mark, in: text, at: place, isCapital: isCapital) { return (mark, end) }
        }
        return nil
    }

    /// Where a name ends that stands at a place in a text; nil where it does not.
    private static func end(of mark: Mark, in text: FoldedText, at start: Int, isCapital: Bool) -> Int? {
        var at = start
        var isJoined = false
        for (index, letter) in mark.letters.enumerated() {
            if index > 0, mark.gaps.contains(index) {
                let before = at
                while at < text.letters.count, FoldedText.isGap(text.letters[at]) { at += 1 }
                if at == before { isJoined = true }
            }
            guard at < text.letters.count, text.letters[at] == letter else { return nil }
            at += 1
        }
        if isJoined, !isCapital, mark.letters.count < leastJoined { return nil }
        return isBorder(at, in: text) ? at : nil
    }

    /// Whether a word may begin or end before a letter of a text.
    private static func isBorder(_ at: Int, in text: FoldedText) -> Bool {
        at == 0 || at == text.letters.count || text.seams.contains(at) || !belong(text.letters[at - 1], text.letters[at])
    }

    /// Whether two neighbours are of one word, or of one number.
    private static func belong(_ one: Character, _ next: Character) -> Bool {
        one.isLetter && next.isLetter || one.isNumber && next.isNumber
    }

    /// Writes a value with its masks; answers how many there are.
    public func write(_ value: JSONValue, to writer: inout JSONWriter) -> Int {
        var count = 0
        switch value.kind {
        case .string:
            let (text, masks) = mask(value.string ?? "")
            writer.string(text)
            count = masks
        case .array: writer.array { writer in for element in value.elements { count += write(element, to: &writer) } }
        case .object:
            writer.object { writer in
                for member in value.members {
                    writer.key(member.key.string ?? "")
                    count += write(member.value, to: &writer)
                }
            }
        default: writer.raw(value.text)
        }
        return count
    }
}
