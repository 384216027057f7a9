extension Posting {
    /// Why an attribute that this ledger does not know cannot say a text as it stands.
    public enum ExtensionTextFault: Equatable, Sendable {
        /// CloudEvents keeps control characters, line breaks among them, out of attributes.
        case controlCharacter
        /// As JSON it has more than ``extensionLength`` bytes: this many.
        case tooLong(bytes: Int)
    }

    /// Why no attribute that this ledger does not know can say `text`; nil where one can.
    public static func extensionFault(of text: String) -> ExtensionTextFault? {
        if hasControlCharacter(text) { return .controlCharacter }
        let escaped = text.utf8.count { $0 == UInt8(ascii: "\"") || $0 == UInt8(ascii: "\\") }
        let bytes = text.utf8.count + escaped + quotes
        return bytes > extensionLength ? .tooLong(bytes: bytes) : nil
    }

    /// Bytes around a text in JSON.
    private static let quotes = 2

    /// Whether a control character of Unicode, a line break among them, stands in `text`.
    public static func hasControlCharacter(_ text: String) -> Bool {
        text.unicodeScalars.contains { $0.properties.generalCategory == .control }
    }
}
