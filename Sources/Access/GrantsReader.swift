import Events
import YAML

/// Reads the rights of a role or a principal.
struct GrantsReader {
    private(set) var grants = Grants()
    private(set) var faults: [PolicyFault] = []
    /// What can never apply, by itself.
    private(set) var idle: [PolicyFault] = []

    /// The names under which rights stand, in a role as in a principal.
    static let names = Right.allCases.map(\.rawValue) + ["break_glass"]

    init(_ entry: PolicyEntry) {
        var entry = PolicyEntry(entry.node, known: entry.node.members?.map(\.name) ?? [])
        for right in Right.allCases where right != .post && right != .read {
            if entry.bool(right.rawValue) { grants.plain.insert(right) }
        }
        grants.breakGlass = entry.bool("break_glass")
        for item in entry.items(Right.post.rawValue) { readPost(item) }
        if let node = entry.node[Right.read.rawValue] { readScope(node) }
        faults += entry.faults
    }

    private mutating func readPost(_ node: YAMLNode) {
        var entry = PolicyEntry(node, known: ["sources", "types", "subjects"])
        let sources = entry.texts("sources")
        if entry.node.members != nil, entry.node["sources"] == nil {
            entry.fault(node.mark, "Say which sources may be posted: sources, a list.")
        }
        for (text, mark) in sources {
            checkPattern(text, mark, &entry)
            let own = [Pattern(Posting.ledgerSource), Pattern(Posting.ledgerSource + "/visitors*")]
            if text != Pattern.any.text, own.contains(where: { $0.overlaps(Pattern(text)) }) {
                entry.fault(mark, "\(text) reaches into \(Posting.ledgerSource), which belongs to the ledger itself.")
            }
        }
        let types = entry.texts("types")
        let subjects = entry.texts("subjects")
        for (text, mark) in types + subjects { checkPattern(text, mark, &entry) }
        for (text, mark) in subjects where !Self.isSubjects(text) {
            entry.fault(mark, "A subject is case/REF, worker/REF, team/REF or service/REF, with * for the rest: case/*.")
        }
        faults += entry.faults
        tellUnmatched(sources, types, subjects)
        grants.post.append(
            PostGrant(
                sources: sources.map { Pattern($0.text) },
                types: types.isEmpty ? [.any] : types.map { Pattern($0.text) },
                subjects: subjects.isEmpty ? [.any] : subjects.map { Pattern($0.text) }))
    }

    /// Patterns that nothing fits which the ledger takes at all.
    private mutating func tellUnmatched(
        _ sources: [(text: String, mark: Mark)], _ types: [(text: String, mark: Mark)], _ subjects: [(text: String, mark: Mark)]
    ) {
        func tell(_ patterns: [(text: String, mark: Mark)], _ rule: String, unless fits: (Pattern) -> Bool) {
            for (text, mark) in patterns where !fits(Pattern(text)) {
                idle.append(PolicyFault(mark, "Nothing that is posted fits \"\(text)\": \(rule)."))
            }
        }
        tell(sources, "a source has no spaces and no #") {
            $0.stem.utf8.allSatisfy { (0x21...0x7E).contains($0) && $0 != UInt8(ascii: "#") }
        }
        tell(types, "a type is words of small letters, digits and _, with dots between them") { types in
            types.stem.utf8.allSatisfy { Self.isOfTypes($0) }
        }
        tell(subjects, "a reference is 1 to \(Subject.refLength) letters, digits or . _ ~ : @ + -") { subjects in
            guard let slash = subjects.stem.utf8.firstIndex(of: UInt8(ascii: "/")) else { return true }
            // Where more may follow, what is there must do as a beginning.
            let ref = String(subjects.stem[subjects.stem.utf8.index(after: slash)...])
            return subjects.isOpen && ref.isEmpty || Subject(kind: .case, ref: ref) != nil
        }
    }

    private static func isOfTypes(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "."):
            true
        default: false
        }
    }

    private static func isSubjects(_ text: String) -> Bool {
        text == "*" || Subject.Kind.allCases.contains { text.hasPrefix($0.rawValue + "/") }
    }

    private func checkPattern(_ text: String, _ mark: Mark, _ entry: inout PolicyEntry) {
        if text.utf8.dropLast().contains(UInt8(ascii: "*")) {
            entry.fault(mark, "\"\(text)\" has a * inside; it may stand at the end only.")
        }
    }

    private mutating func readScope(_ node: YAMLNode) {
        if case .text("all")? = node.scalar {
            grants.read.all = true
            return
        }
        guard node.members != nil else {
            faults.append(
                PolicyFault(node.mark, "read is the word all, or the teams or cases that are seen, as {teams: [Assessment 2]}."))
            return
        }
        var entry = PolicyEntry(node, known: ["all", "teams", "cases"])
        grants.read.all = entry.bool("all")
        grants.read.teams = Set(entry.texts("teams").map(\.text))
        for (ref, mark) in entry.texts("cases") {
            if Subject(kind: .case, ref: ref) == nil { entry.fault(mark, "\"\(ref)\" is no reference of a case.") }
            grants.read.cases.insert(ref)
        }
        if grants.read.all, let narrower = node["teams"] ?? node["cases"] {
            idle.append(
                PolicyFault(
                    narrower.mark,
                    "read reaches every case by all: true, so the teams and cases beside it limit nothing; take one out."))
        }
        if entry.faults.isEmpty, grants.read.isEmpty {
            entry.fault(node.mark, "read reaches nothing: say all: true, or list teams or cases.")
        }
        faults += entry.faults
    }
}
