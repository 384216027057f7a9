/// A place in a text.
public struct Mark: Hashable, Comparable, Sendable {
    /// From 1.
    public var line: Int
    /// In characters, from 1.
    public var column: Int

    public init(line: Int, column: Int) {
        self.line = line
        self.column = column
    }

    public static func < (a: Mark, b: Mark) -> Bool { (a.line, a.column) < (b.line, b.column) }
}

extension Mark: CustomStringConvertible {
    /// `line:column`, as compilers and editors write it.
    public var description: String { "\(line):\(column)" }
}
