/// Reads comma-separated values as RFC 4180 has them, one row at a time, out of bytes that come piece by piece.
///
/// A row that breaks the rules is given back as broken, with its number, and reading goes on with the next line; so one
/// stray quote costs one row, not the rest of the file. Lines end with CRLF, LF or CR. Reading takes time in proportion to
/// the bytes, and memory for a piece and one row, of which no more than ``longestRow`` is looked at.
public struct CSVReader {
    private var stretch: Stretch
    /// What stands between cells. To be changed before the first row is asked for.
    public var separator: UInt8
    private var number = 0
    /// Where the row under way begins in the stretch.
    private var start = 0

    /// Bytes of a row at most, whatever quotes it opens: with this many, rows of tens of megabytes are still told by their number.
    public static let longestRow = 16 << 20

    /// Why a row cannot be taken apart.
    public enum Problem: Equatable, Sendable {
        /// A quote stands where none may: inside a cell without quotes, or with text after it.
        case strayQuote
        /// A quoted cell is still open at the end of the file.
        case openQuote
        /// The row has more than ``longestRow`` bytes, perhaps for a quote that is never closed.
        case tooLong
    }

    /// One row, taken apart; or only its number and what is wrong with it.
    public struct Row: Equatable, Sendable {
        /// From 1, empty lines counted.
        public let number: Int
        /// Nil for a cell that is not UTF-8. Empty where there is a problem.
        public let cells: [String?]
        public let problem: Problem?

        public var isBlank: Bool { problem == nil && cells == [""] }
    }

    /// A byte-order mark of UTF-8 is passed over.
    ///
    /// - Parameters:
    ///   - separator: what stands between cells; some programs write a semicolon or a tab.
    ///   - read: gives the next bytes, at most as many as it is asked for; none at the end.
    public init(separator: UInt8 = UInt8(ascii: ","), read: @escaping (Int) throws -> [UInt8]) {
        stretch = Stretch(read)
        self.separator = separator
        if stretch.beginning(3) == [0xEF, 0xBB, 0xBF] { stretch.at = 3 }
    }

    /// Of bytes that are all there.
    public init(_ bytes: [UInt8], separator: UInt8 = UInt8(ascii: ",")) {
        var rest = bytes[...]
        self.init(separator: separator) { most in
            defer { rest = rest.dropFirst(most) }
            return Array(rest.prefix(most))
        }
    }

    /// Why reading ended before the end of the bytes; nil where it did not.
    public var failure: (any Error)? { stretch.failure }

    /// The first bytes, `count` of them or all there are, a byte-order mark included. To be asked before the first row is.
    public mutating func beginning(_ count: Int) -> [UInt8] { stretch.beginning(count) }

    private static let quote = UInt8(ascii: "\"")
    private static let lf = UInt8(ascii: "\n")
    private static let cr = UInt8(ascii: "\r")

    /// The next row; nil at the end.
    public mutating func next() -> Row? {
        stretch.forget()
        guard stretch.hasByte() else { return nil }
        number += 1
        start = stretch.at
        var cells: [String?] = []
        while true {
            switch readCell() {
            case .success(let cell): cells.append(cell)
            case .failure(let problem):
                stretch.at = start
                passLine()
                return Row(number: number, cells: [], problem: problem.problem)
            }
            guard stretch.hasByte(), stretch.byte == separator else { break }
            stretch.at += 1
        }
        passLineEnd()
        return Row(number: number, cells: cells, problem: nil)
    }

    private struct Broken: Error { let problem: Problem }

    /// Reads up to the comma, line end or end of file after a cell.
    private mutating func readCell() -> Result<String?, Broken> {
        guard stretch.hasByte(), stretch.byte == Self.quote else { return readPlainCell() }
        stretch.at += 1
        var content: [UInt8] = []
        while stretch.hasByte() {
            if stretch.byte == Self.quote {
                stretch.at += 1
                guard stretch.hasByte(), stretch.byte == Self.quote else {
                    guard !stretch.hasByte() || stretch.byte == separator || isAtLineEnd else {
                        return .failure(Broken(problem: .strayQuote))
                    }
                    return .success(String(validating: content, as: UTF8.self))
                }
            }
            content.append(stretch.byte)
            stretch.at += 1
            if isTooLong { return .failure(Broken(problem: .tooLong)) }
        }
        return .failure(Broken(problem: .openQuote))
    }

    private mutating func readPlainCell() -> Result<String?, Broken> {
        let begin = stretch.at
        while stretch.hasByte(), stretch.byte != separator, !isAtLineEnd {
            if stretch.byte == Self.quote { return .failure(Broken(problem: .strayQuote)) }
            stretch.at += 1
            if isTooLong { return .failure(Broken(problem: .tooLong)) }
        }
        return .success(String(validating: stretch.bytes[begin..<stretch.at], as: UTF8.self))
    }

    private var isTooLong: Bool { stretch.at - start > Self.longestRow }

    private var isAtLineEnd: Bool { stretch.byte == Self.lf || stretch.byte == Self.cr }

    /// Passes what is left of a line, however long: what lies behind it is forgotten on the way.
    private mutating func passLine() {
        while stretch.hasByte(), !isAtLineEnd {
            stretch.at += 1
            if stretch.at >= Self.longestRow { stretch.forget() }
        }
        passLineEnd()
    }

    private mutating func passLineEnd() {
        guard stretch.hasByte() else { return }
        let isFirstOfPair = stretch.byte == Self.cr
        stretch.at += 1
        if isFirstOfPair, stretch.hasByte(), stretch.byte == Self.lf { stretch.at += 1 }
    }
}
