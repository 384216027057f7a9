/// Why a text is not the JSON this reader accepts, and where.
public struct JSONError: Error, Equatable, Sendable {
    /// Bytes from the start of the text, from 0.
    public let offset: Int
    /// One sentence that says what is wrong there.
    public let reason: String

    init(_ reason: String, at offset: Int) {
        self.offset = offset
        self.reason = reason
    }
}
