/// Something wrong, found while checking: where and against which rule, in numbers. Words come later, and only for what
/// is told.
struct Finding {
    enum Kind {
        case type, const, choice
        /// The node is the member's name.
        case unknownMember
        /// The node is the object; the number is the required member's bit.
        case missingMember(Int)
        case tooFewMembers, tooManyMembers
        case tooFewItems, tooManyItems
        /// The node is the later of two equal elements; the number is its place, from 1.
        case repeatedItem(Int)
        case tooShort, tooLong
        case format, pattern
        case tooSmall, tooLarge, notAbove
    }

    let kind: Kind
    let node: Int
    let rule: Int
}

/// What one check has found so far.
struct Findings {
    private(set) var list: [Finding] = []
    /// Whether something was found after the list was full.
    private(set) var isCut = false

    /// Findings kept at most: one more fault says that there are others.
    static let most = CompiledSchema.faultLimit - 1

    mutating func add(_ kind: Finding.Kind, _ node: Int, _ rule: Int) {
        if list.count < Self.most { list.append(Finding(kind: kind, node: node, rule: rule)) } else { isCut = true }
    }
}
