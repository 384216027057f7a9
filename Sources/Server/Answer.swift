import HTTPTypes
import Hummingbird
import JSON
import NIOCore
import Wire

/// Answers in the forms this service speaks.
extension Response {
    /// A JSON object that `members` writes.
    static func json(_ status: HTTPResponse.Status = .ok, _ members: (inout JSONWriter) throws -> Void) rethrows -> Response {
        var writer = JSONWriter(capacity: 4096)
        try writer.object(members)
        return body(status, "application/json", writer.pieces)
    }

    static func json(_ value: some JSONWritable, status: HTTPResponse.Status = .ok) -> Response {
        var writer = JSONWriter(capacity: 4096)
        value.write(to: &writer)
        return body(status, "application/json", writer.pieces)
    }

    /// A JSON value of a media type of its own.
    static func json(_ value: some JSONWritable, as type: String) -> Response {
        var writer = JSONWriter(capacity: 4096)
        value.write(to: &writer)
        return body(.ok, type, writer.pieces)
    }

    static func text(_ type: String, _ text: String) -> Response { body(.ok, type, [Array(text.utf8)[...]]) }

    /// What is in the ledger as it is, and will never change: whoever has it need not ask again.
    ///
    /// - Parameter sharing: whether a cache may answer others with it too.
    static func immutable(_ type: String, _ body: [UInt8], sharing: Bool) -> Response {
        var response = Self.body(.ok, type, [body[...]])
        response.headers[.cacheControl] = "\(sharing ? "public" : "private"), max-age=31536000, immutable"
        return response
    }

    static func problem(_ problem: Problem) -> Response {
        var writer = JSONWriter()
        problem.write(to: &writer)
        var response = body(.init(code: problem.status), "application/problem+json", writer.pieces)
        if let seconds = problem.retryAfter { response.headers[.retryAfter] = String(seconds) }
        if !problem.allowed.isEmpty { response.headers[.allow] = problem.allowed.joined(separator: ", ") }
        return response
    }

    private static func body(_ status: HTTPResponse.Status, _ type: String, _ pieces: [ArraySlice<UInt8>]) -> Response {
        let length = pieces.reduce(0) { $0 + $1.count }
        // What is answered is personal and may change with the next post: no cache may keep it.
        return Response(
            status: status, headers: [.contentType: type, .cacheControl: "no-store"],
            body: length > atOnce ? long(pieces, length) : ResponseBody(byteBuffer: buffer(of: pieces, length)))
    }

    /// Bytes of an answer that is handed to the socket as one piece, at most: what a thousand events take, and some more.
    private static let atOnce = 2 << 20
    /// Bytes of a longer answer that are handed over together.
    private static let pieceLength = 64 << 10

    /// A long body, handed over bit by bit, so that it does not stand in memory twice.
    private static func long(_ pieces: [ArraySlice<UInt8>], _ length: Int) -> ResponseBody {
        ResponseBody(contentLength: length) { writer in
            for piece in pieces {
                for start in stride(from: piece.startIndex, to: piece.endIndex, by: pieceLength) {
                    let part = piece[start..<min(start + pieceLength, piece.endIndex)]
                    try await writer.write(buffer(of: [part], part.count))
                }
            }
            try await writer.finish(nil)
        }
    }

    private static func buffer(of pieces: [ArraySlice<UInt8>], _ length: Int) -> ByteBuffer {
        var buffer = ByteBuffer()
        buffer.reserveCapacity(length)
        for piece in pieces { buffer.writeBytes(piece) }
        return buffer
    }
}
