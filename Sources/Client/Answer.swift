/// What the daemon answered to one request.
public struct Answer: Sendable {
    /// The HTTP status.
    public let status: Int
    /// In the order received; names as sent.
    public let headers: [(name: String, value: String)]
    /// The body's bytes, exactly as sent.
    public let body: [UInt8]

    public init(status: Int, headers: [(name: String, value: String)], body: [UInt8]) {
        self.status = status
        self.headers = headers
        self.body = body
    }

    /// The first header of this name; names are compared without regard to case.
    public func header(_ name: String) -> String? {
        headers.first { $0.name.lowercased() == name.lowercased() }?.value
    }

    /// Whether the request did what it asked for.
    public var isSuccess: Bool { (200..<300).contains(status) }
}
