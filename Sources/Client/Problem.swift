public import JSON

/// Why the daemon refused, as its problem document (RFC 9457) tells it.
public struct Problem: Error, Sendable {
    /// One thing wrong with one of the events posted.
    public struct Fault: Sendable {
        /// Which of the posted events, from 0.
        public let index: Int
        /// RFC 6901 JSON Pointer into the event; empty for the whole of it.
        public let pointer: String
        /// What would be right.
        public let message: String
    }

    /// The HTTP status.
    public let status: Int
    /// The kind of problem, as `version-conflict`; empty where the answer is no problem document.
    public let slug: String
    /// What is wrong and what to do.
    public let detail: String
    /// Empty where the problem is not about single events.
    public let faults: [Fault]
    /// Seconds after which to try again, where the daemon says so.
    public let retryAfter: Int?
    /// The document; nil where the answer is none.
    public let document: JSONValue?

    static let prefix = "urn:daybook:problem:"

    /// What an answer that is no success says.
    public init(_ answer: Answer) {
        let document = (try? JSONDocument(answer.body))?.root
        status = answer.status
        self.document = document?.kind == .object ? document : nil
        let type = document?["type"]?.string ?? ""
        slug = type.hasPrefix(Self.prefix) ? String(type.dropFirst(Self.prefix.count)) : ""
        detail =
            document?["detail"]?.string ?? document?["title"]?.string ?? "The daemon answered with HTTP status \(answer.status)."
        faults =
            document?["errors"]?.elements.map { error in
                Fault(
                    index: error["index"]?.integer.map(Int.init) ?? 0, pointer: error["pointer"]?.string ?? "",
                    message: error["message"]?.string ?? "")
            } ?? []
        retryAfter = answer.header("Retry-After").flatMap { Int($0) }
    }
}
