import HTTPTypes
import Hummingbird
import JSON
import NIOCore
import Wire

/// The events of a request, in whichever of the three modes of the CloudEvents HTTP binding it came.
struct PostedBody {
    let events: [JSONValue]
    /// Whether it was a batch, and so is answered as one.
    let isBatch: Bool

    /// Values and member names of a posted text at most. A batch as large as is taken has a quarter of that.
    private static let limits = {
        var limits = JSONLimits.standard
        limits.values = 1 << 20
        return limits
    }()

    /// - Parameters:
    ///   - limit: bytes of the body at most.
    ///   - batchLimit: events of a batch at most.
    init(_ request: Request, limit: Int, batchLimit: Int) async throws {
        let type = (request.headers[.contentType] ?? "").split(separator: ";").first.map(Self.mediaType) ?? ""
        let isBinary = request.headers.contains { $0.name.canonicalName.hasPrefix("ce-") }
        guard
            type == "application/cloudevents+json" || type == "application/cloudevents-batch+json"
                || (isBinary && Self.isJSON(type))
        else {
            throw Problem(
                415, "unsupported-media-type",
                "Send one event as application/cloudevents+json, several as application/cloudevents-batch+json, or one in binary mode with ce- headers and application/json."
            )
        }
        let bytes = try await Self.collect(request, limit: limit)
        if isBinary, Self.isJSON(type) {
            let event = try Self.structured(request.headers, type: type, data: bytes)
            events = [try Self.parse(event).root]
            isBatch = false
        } else {
            let root = try Self.parse(bytes).root
            isBatch = type == "application/cloudevents-batch+json"
            if isBatch, root.kind != .array {
                throw Problem.invalidEvent([(0, Fault("", "A batch is a JSON array of events."))])
            }
            // Before anything is made of them: the count is known, and a value takes far more room than its text.
            guard !isBatch || root.count <= batchLimit else {
                throw Problem(
                    413, "event-too-large",
                    "A batch has at most \(batchLimit) events; this one has \(root.count). Nothing was kept.",
                    [("limit_events", .number(UInt64(batchLimit))), ("limit_bytes", .number(UInt64(limit)))])
            }
            events = isBatch ? Array(root.elements) : [root]
        }
    }

    private static func collect(_ request: Request, limit: Int) async throws -> [UInt8] {
        do {
            return Array(buffer: try await request.body.collect(upTo: limit))
        } catch is NIOTooManyBytesError {
            throw Problem.tooLarge("The body is longer than \(limit) bytes.", limit: limit)
        } catch let error as CancellationError {
            throw error
        } catch {
            // The client went away, or was too slow: no failure of this daemon's.
            throw Problem(400, "invalid-json", "The body ended before its announced length. Nothing was kept; post it again.")
        }
    }

    /// A media type without its parameters, in the small letters it is compared in.
    private static func mediaType(_ text: Substring) -> String {
        String(text.filter { $0 != " " && $0 != "\t" }).lowercased()
    }

    private static func isJSON(_ type: String) -> Bool {
        // CloudEvents reads an absent content type as JSON (JSON format, section 3.1).
        type.isEmpty || type == "application/json" || (type.hasSuffix("+json") && !type.contains("cloudevents"))
    }

    private static func parse(_ bytes: [UInt8]) throws(Problem) -> JSONDocument {
        do throws(JSONError) { return try JSONDocument(bytes, limits: limits) } catch { throw .invalidJSON(error) }
    }

    /// What a header's value stands for where it is quoted (CloudEvents HTTP binding 1.0.2, section 3.1.3.2); else itself.
    private static func unquoted(_ value: String) -> String {
        guard value.count >= 2, value.first == "\"", value.last == "\"" else { return value }
        var text = ""
        var isEscaped = false
        for character in value.dropFirst().dropLast() {
            if character == "\\", !isEscaped {
                isEscaped = true
            } else {
                text.append(character)
                isEscaped = false
            }
        }
        return text
    }

    /// Binary mode says the same as structured mode: attributes in headers, data in the body.
    private static func structured(_ headers: HTTPFields, type: String, data: [UInt8]) throws(Problem) -> [UInt8] {
        _ = try parse(data)
        var writer = JSONWriter(capacity: data.count + 512)
        var seen: Set<String> = []
        var fault: Fault?
        writer.object { writer in
            for field in headers where field.name.canonicalName.hasPrefix("ce-") {
                let name = String(field.name.canonicalName.dropFirst(3))
                guard seen.insert(name).inserted, name != "data" else {
                    fault = Fault(Fault.step(name), "This header stands twice, or is no attribute.")
                    continue
                }
                guard let value = PercentEncoding.decode(unquoted(field.value)) else {
                    fault = Fault(Fault.step(name), "The header's percent encoding is broken.")
                    continue
                }
                writer.member(name, value)
            }
            if !type.isEmpty, !seen.contains("datacontenttype") { writer.member("datacontenttype", type) }
            writer.key("data")
            writer.raw(data)
        }
        if let fault { throw .invalidEvent([(0, fault)]) }
        return writer.bytes
    }
}
