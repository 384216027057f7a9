/// Why a text cannot be read further.
public struct XMLFault: Error, Sendable, Equatable {
    /// What is wrong.
    public enum Kind: Sendable, Equatable {
        /// It is not XML, or it is cut off, or its bytes are not of the encoding it names.
        case malformed
        /// It has a document type declaration, which can define entities that explode or reach for other files. Data files
        /// have none, so it is not read.
        case documentType
        /// An entity that XML itself does not define.
        case entity
        /// More bytes than ``XMLLimits/textBytes`` without a tag among them.
        case tooLong
        /// Elements within elements beyond ``XMLLimits/depth``.
        case tooDeep
        /// The bytes could not be had.
        case unreadable
    }

    public let kind: Kind
    /// From 1; the line that reading had reached.
    public let line: Int
    /// In words, without a full stop.
    public let reason: String

    public init(_ kind: Kind, line: Int, reason: String) {
        self.kind = kind
        self.line = line
        self.reason = reason
    }
}

/// What a text may ask of its reader.
public struct XMLLimits: Sendable {
    /// Bytes of text between two tags.
    public var textBytes = 16 << 20
    /// Elements within elements.
    public var depth = 64

    public init() {}
}
