import Events

/// The values of `format` that are implemented, all asserted.
enum Format: String, CaseIterable {
    /// RFC 3339 full-date of the years 1 to 9999.
    case date
    /// RFC 3339 date-time.
    case dateTime = "date-time"
    /// RFC 3986 URI or relative reference.
    case uriReference = "uri-reference"

    func accepts(_ text: Span<UInt8>) -> Bool {
        switch self {
        case .date: Day(text) != nil
        case .dateTime: Instant(text) != nil
        case .uriReference: isURIReference(text)
        }
    }
}
