/// An element of a census with what stands in it.
struct CensusElement {
    let name: String
    /// The line on which it begins.
    let line: Int
    var text = ""
    var children: [CensusElement] = []
    /// Bytes of its text, where it was too long to keep.
    var lostBytes = 0
    /// Whether its text could not be taken, and is left out.
    var isLost = false

    /// What the first element of this name in it says; "" where there is none.
    subscript(name: String) -> String { first(name)?.text ?? "" }

    /// Why the first element of this name in it says nothing.
    func absence(_ name: String) -> String { isLost(name) ? "left out" : "empty" }

    /// Whether the first element of this name in it says something that was too long to keep.
    func isLost(_ name: String) -> Bool { first(name)?.isLost ?? false }

    func first(_ name: String) -> CensusElement? { children.first { $0.name == name } }

    /// All elements of this name, in order.
    func all(_ name: String) -> [CensusElement] { children.filter { $0.name == name } }

    /// What names a statement: all it says, to tell two of them apart.
    var content: String {
        children.isEmpty ? "\(name)=\(text)" : name + "{" + children.map(\.content).joined(separator: "\u{1F}") + "}"
    }
}
