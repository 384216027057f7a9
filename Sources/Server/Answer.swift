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
        return bytes(status, "application/json", writer.bytes)
    }

    static func json(_ value: some JSONWritable, status: HTTPResponse.Status = .ok) -> Response {
        var writer = JSONWriter(capacity: 4096)
        value.write(to: &writer)
        return bytes(status, "application/json", writer.bytes)
    }

    /// A JSON value of a media type of its own.
    static func json(_ value: some JSONWritable, as type: String) -> Response {
        var writer = JSONWriter(capacity: 4096)
        value.write(to: &writer)
        return bytes(.ok, type, writer.bytes)
    }

    static func text(_ type: String, _ text: String) -> Response { bytes(.ok, type, Array(text.utf8)) }

    /// What is in the ledger as it is, and will never change: whoever has it need not ask again.
    ///
    /// - Parameter sharing: whether a cache may answer others with it too.
    static func immutable(_ type: String, _ body: [UInt8], sharing: Bool) -> Response {
        var response = bytes(.ok, type, body)
        response.headers[.cacheControl] = "\(sharing ? "public" : "private"), max-age=31536000, immutable"
        return response
    }

    static func problem(_ problem: Problem) -> Response {
        var writer = JSONWriter()
        problem.write(to: &writer)
        var response = bytes(.init(code: problem.status), "application/problem+json", writer.bytes)
        if let seconds = problem.retryAfter { response.headers[.retryAfter] = String(seconds) }
        if !problem.allowed.isEmpty { response.headers[.allow] = problem.allowed.joined(separator: ", ") }
        return response
    }

    private static func bytes(_ status: HTTPResponse.Status, _ type: String, _ bytes: [UInt8]) -> Response {
        // What is answered is personal and may change with the next post: no cache may keep it.
        Response(
            status: status, headers: [.contentType: type, .cacheControl: "no-store"],
            body: ResponseBody(byteBuffer: ByteBuffer(bytes: bytes)))
    }
}
