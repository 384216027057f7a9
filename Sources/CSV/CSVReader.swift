/// Reads comma-separated values as RFC 4180 has them, one row at a time, out of bytes that stay where they are.
///
/// A row that breaks the rules is given back as broken, with its number, and reading goes on with the next line; so one
/// stray quote costs one row, not the rest of the file. Lines end with CRLF, LF or CR. Reading takes time in proportion to
/// the bytes and memory for one row.
public struct CSVReader {
    private let bytes: [UInt8]
    private let separator: UInt8
    private var at: Int
    private var number = 0

    /// Why a row cannot be taken apart.
    public enum Problem: Equatable, Sendable {
        /// A quote stands where none may: inside a cell without quotes, or with text after it.
        case strayQuote
        /// A quoted cell is still open at the end of the file.
        case openQuote
    }

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
    /// - Parameter separator: what stands between cells; some programs write a semicolon or a tab.
    public init(_ bytes: [UInt8], separator: UInt8 = UInt8(ascii: ",")) {
        self.bytes = bytes
        self.separator = separator
        at = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
    }

    private static let quote = UInt8(ascii: "\"")
    private static let lf = UInt8(ascii: "\n")
    private static let cr = UInt8(ascii: "\r")

    /// The next row; nil at the end.
    public mutating func next() -> Row? {
        guard at < bytes.count else { return nil }
        number += 1
        let start = at
        var cells: [String?] = []
        while true {
            switch readCell() {
            case .success(let cell): cells.append(cell)
            case .failure(let problem):
                at = start
                while at < bytes.count, !isLineEnd(at) { at += 1 }
                passLineEnd()
                return Row(number: number, cells: [], problem: problem.problem)
            }
            guard at < bytes.count, bytes[at] == separator else { break }
            at += 1
        }
        passLineEnd()
        return Row(number: number, cells: cells, problem: nil)
    }

    private struct Broken: Error { let problem: Problem }

    /// Reads up to the comma, line end or end of file after a cell.
    private mutating func readCell() -> Result<String?, Broken> {
        guard at < bytes.count, bytes[at] == Self.quote else {
            let start = at
            while at < bytes.count, bytes[at] != separator, !isLineEnd(at) {
                if bytes[at] == Self.quote { return .failure(Broken(problem: .strayQuote)) }
                at += 1
            }
            return .success(String(validating: bytes[start..<at], as: UTF8.self))
        }
        at += 1
        var content: [UInt8] = []
        while at < bytes.count {
            if bytes[at] == Self.quote {
                at += 1
                guard at < bytes.count, bytes[at] == Self.quote else {
                    guard at == bytes.count || bytes[at] == separator || isLineEnd(at) else {
                        return .failure(Broken(problem: .strayQuote))
                    }
                    return .success(String(validating: content, as: UTF8.self))
                }
            }
            content.append(bytes[at])
            at += 1
        }
        return .failure(Broken(problem: .openQuote))
    }

    private func isLineEnd(_ at: Int) -> Bool { bytes[at] == Self.lf || bytes[at] == Self.cr }

    private mutating func passLineEnd() {
        guard at < bytes.count else { return }
        let isPair = bytes[at] == Self.cr && at + 1 < bytes.count && bytes[at + 1] == Self.lf
        at += isPair ? 2 : 1
    }
}
