/// The part of a file that a reader looks at: from the beginning of a row as far as it was needed.
struct Stretch {
    private let read: (Int) throws -> [UInt8]
    private(set) var bytes: [UInt8] = []
    /// Where the reader is among `bytes`.
    var at = 0
    private(set) var failure: (any Error)?
    private var isAtEnd = false

    /// Bytes read at once.
    private static let piece = 256 << 10

    init(_ read: @escaping (Int) throws -> [UInt8]) { self.read = read }

    /// The byte at hand; there is one where ``hasByte()`` says so.
    var byte: UInt8 { bytes[at] }

    /// Whether there is a byte at `at`, which is read if need be.
    mutating func hasByte() -> Bool { at < bytes.count || more() }

    /// The first bytes from `at` on, `count` of them or all there are.
    mutating func beginning(_ count: Int) -> [UInt8] {
        while bytes.count - at < count, grow() {}
        return Array(bytes[at...].prefix(count))
    }

    /// Lets go of what lies behind `at`, now and then: `at` begins anew. To be called where nobody goes back any more.
    mutating func forget() {
        guard at >= Self.piece || at == bytes.count else { return }
        // A row of many megabytes leaves its room behind, too.
        bytes = Array(bytes[at...])
        at = 0
    }

    private mutating func more() -> Bool {
        while at >= bytes.count { guard grow() else { return false } }
        return true
    }

    private mutating func grow() -> Bool {
        guard !isAtEnd else { return false }
        do {
            let piece = try read(Self.piece)
            isAtEnd = piece.isEmpty
            bytes += piece
        } catch {
            failure = error
            isAtEnd = true
        }
        return !isAtEnd
    }
}
