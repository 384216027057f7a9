public import JSON

/// The daemon's answer to one question, in as many pages as it came.
public struct Reply: Sendable {
    /// At least one; all from the same question.
    public let pages: [JSONValue]
    public let asked: Asked
    /// Whether there is more than these pages hold.
    public let isCut: Bool

    public init(_ pages: [JSONValue], asked: Asked = Asked(), isCut: Bool = false) {
        self.pages = pages
        self.asked = asked
        self.isCut = isCut
    }

    public init(_ answer: JSONValue, asked: Asked = Asked()) {
        self.init([answer], asked: asked)
    }

    /// The elements of the list of this name, of all pages.
    func all(_ name: String) -> [JSONValue] {
        pages.flatMap { page in page[name].map { Array($0.elements) } ?? [] }
    }

    /// Sentences about names in the question that nothing on record has.
    var unknown: [String] { self["unknown"]?.elements.compactMap(\.string) ?? [] }

    /// As "12 entries", or "the first 12 entries" where there are more.
    func extent(of entries: [JSONValue]) -> String {
        (isCut ? "the first " : "") + Plain.entries(entries.count)
    }

    /// A member of the first page.
    subscript(name: String) -> JSONValue? { pages.first?[name] }
}
