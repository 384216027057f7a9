/// Cuts a long text into the JSON values it holds, without holding more than one of them: JSON lines, values one after
/// another in any layout, or the elements of one array.
///
/// It only finds where a value begins and ends; whether it is JSON is for who reads it.
public struct EventSplitter: Sendable {
    /// One value and where it stands.
    public struct Piece: Equatable, Sendable {
        /// The value's bytes, without the space around it.
        public let bytes: [UInt8]
        /// The line it begins on, from 1.
        public let line: Int
    }

    /// Why a text cannot be cut further.
    public struct Failure: Error, Equatable, Sendable {
        /// The line, from 1.
        public let line: Int
        public let reason: String
    }

    /// Bytes of one value at most; the daemon takes less.
    public static let maximumLength = 16 << 20

    private var line = 1
    private var piece: [UInt8] = []
    private var pieceLine = 1
    /// Open brackets within the piece.
    private var depth = 0
    private var inString = false
    private var afterBackslash = false
    private var array = ArrayState.unknown
    /// Whether the next byte stands where a byte-order mark may.
    private var mark = 0

    /// Whether the values are elements of one array.
    private enum ArrayState { case unknown, none, beforeElement, first, afterElement, closed }

    public init() {}

    /// - Parameter pieces: takes the values that `bytes` complete, those before a failure too.
    public mutating func read(_ bytes: some Sequence<UInt8>, into pieces: inout [Piece]) throws(Failure) {
        for byte in bytes {
            if let piece = try read(byte) { pieces.append(piece) }
            if byte == UInt8(ascii: "\n") { line += 1 }
        }
    }

    /// To be called at the end of the text.
    ///
    /// - Returns: a last value that only the end of the text ends, such as a number.
    public mutating func end() throws(Failure) -> Piece? {
        guard depth == 0, !inString else {
            throw Failure(line: pieceLine, reason: "the text ends inside the value that begins on this line")
        }
        if let last = take() {
            guard array == .none else { throw Failure(line: line, reason: "the text ends inside the array") }
            return last
        }
        guard array == .unknown || array == .none || array == .closed else {
            throw Failure(line: line, reason: "the text ends inside the array")
        }
        return nil
    }

    private mutating func read(_ byte: UInt8) throws(Failure) -> Piece? {
        if inString { return try readInString(byte) }
        switch byte {
        case UInt8(ascii: " "), UInt8(ascii: "\t"), UInt8(ascii: "\r"), UInt8(ascii: "\n"):
            if depth > 0 {
                piece.append(byte)
                return nil
            }
            return take()
        case UInt8(ascii: ",") where depth == 0: return try separate()
        case UInt8(ascii: "]") where depth == 0: return try closeArray()
        case UInt8(ascii: "[") where depth == 0 && array == .unknown:
            array = .first
            return nil
        case UInt8(ascii: "{"), UInt8(ascii: "["):
            let before = depth == 0 ? take() : nil
            try append(byte)
            depth += 1
            return before
        case UInt8(ascii: "}"), UInt8(ascii: "]"):
            guard depth > 0 else { throw Failure(line: line, reason: "a bracket closes that was not opened") }
            try append(byte)
            depth -= 1
            return depth == 0 ? take() : nil
        case UInt8(ascii: "\""):
            try append(byte)
            inString = true
            return nil
        case 0xEF where array == .unknown && mark == 0, 0xBB where mark == 1, 0xBF where mark == 2:
            mark += 1
            return nil
        default:
            try append(byte)
            return nil
        }
    }

    private mutating func readInString(_ byte: UInt8) throws(Failure) -> Piece? {
        guard byte != UInt8(ascii: "\n") else { throw Failure(line: line, reason: "the line ends inside a text in quotes") }
        try append(byte)
        if afterBackslash {
            afterBackslash = false
        } else if byte == UInt8(ascii: "\\") {
            afterBackslash = true
        } else if byte == UInt8(ascii: "\"") {
            inString = false
        }
        return nil
    }

    private mutating func separate() throws(Failure) -> Piece? {
        let piece = take()
        guard array == .afterElement else { throw Failure(line: line, reason: "a comma stands where a value should") }
        array = .beforeElement
        return piece
    }

    private mutating func closeArray() throws(Failure) -> Piece? {
        let piece = take()
        guard array == .afterElement || array == .first else {
            throw Failure(line: line, reason: "a bracket closes where a value should stand")
        }
        array = .closed
        return piece
    }

    private mutating func append(_ byte: UInt8) throws(Failure) {
        if piece.isEmpty {
            pieceLine = line
            switch array {
            case .unknown: array = .none
            case .afterElement: throw Failure(line: line, reason: "a comma is missing between two elements of the array")
            case .closed: throw Failure(line: line, reason: "there is more text after the array")
            case .none, .first, .beforeElement: break
            }
        }
        guard piece.count < Self.maximumLength else {
            throw Failure(line: pieceLine, reason: "the value that begins on this line is longer than 16 MiB")
        }
        piece.append(byte)
    }

    /// The finished piece, if one is under way.
    private mutating func take() -> Piece? {
        guard !piece.isEmpty else { return nil }
        let finished = Piece(bytes: piece, line: pieceLine)
        piece.removeAll(keepingCapacity: true)
        if array != .none { array = .afterElement }
        return finished
    }
}
