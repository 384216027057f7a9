public import JSON

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// The test vectors of the ledger's format, `schemas/ledger-vectors.json`: made by other code than the one they test.
public enum LedgerVectors {
    /// The vectors, read from the source tree this file was compiled in.
    public static func read() throws -> JSONValue {
        let root = #filePath.split(separator: "/", omittingEmptySubsequences: false).dropLast(3).joined(separator: "/")
        guard let data = FileManager.default.contents(atPath: root + "/schemas/ledger-vectors.json") else {
            throw MissingVector(name: "schemas/ledger-vectors.json")
        }
        return try JSONDocument(Array(data)).root
    }
}

/// A vector that is not there, or is not what it should be.
public struct MissingVector: Error {
    public let name: String
}

extension JSONValue {
    /// A member that the vectors have.
    public func vector(_ name: String) throws(MissingVector) -> JSONValue {
        guard let value = self[name] else { throw MissingVector(name: name) }
        return value
    }

    /// The text of a member.
    public func text(_ name: String) throws(MissingVector) -> String {
        guard let text = try vector(name).string else { throw MissingVector(name: name) }
        return text
    }

    /// The bytes that a member tells in hexadecimal.
    public func bytes(_ name: String) throws(MissingVector) -> [UInt8] {
        guard let bytes = bytesFromHexadecimal(try text(name)) else { throw MissingVector(name: name) }
        return bytes
    }

    /// The number of a member.
    public func number(_ name: String) throws(MissingVector) -> UInt64 {
        guard let number = try vector(name).integer, number >= 0 else { throw MissingVector(name: name) }
        return UInt64(number)
    }
}

/// The bytes that `text` tells; nil where it is no hexadecimal.
public func bytesFromHexadecimal(_ text: String) -> [UInt8]? {
    let digits = Array(text)
    guard digits.count % 2 == 0 else { return nil }
    let bytes = stride(from: 0, to: digits.count, by: 2).compactMap { UInt8(String(digits[$0...$0 + 1]), radix: 16) }
    return bytes.count * 2 == digits.count ? bytes : nil
}
