import Crypto
import Events
import LMDB
import Ledger

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// The keys of a ledger's subjects, by what schemas/ledger-format.md says of them.
struct WrappedKeys {
    private let environment: Environment
    private let table: Table
    private let master: SymmetricKey
    private var known: [Subject: SymmetricKey?] = [:]

    private static let mapSize = 1 << 40

    /// - Parameter directory: holds the master key too, as where a ledger made its own.
    init(directory: String) throws {
        environment = try Environment(
            path: directory, mapSize: Self.mapSize, tables: 1, readers: LedgerSettings.readers, options: .readOnly)
        table = try environment.openTable("keys")
        let file = directory + "/master.key"
        let digits = (FileManager.default.contents(atPath: file).map(Array.init) ?? []).filter { $0 > 0x20 }
        let bytes = stride(from: 0, to: digits.count, by: 2).compactMap {
            UInt8(String(decoding: digits[$0..<min($0 + 2, digits.count)], as: UTF8.self), radix: 16)
        }
        guard bytes.count == 32 else { throw LedgerError.key(file: file, reason: "is not 64 hexadecimal digits") }
        master = SymmetricKey(data: bytes)
    }

    /// The subject's key; nil if it has none, or no more.
    mutating func key(of subject: Subject) throws -> SymmetricKey? {
        if let key = known[subject] { return key }
        let name = Array(subject.description.utf8)
        let key = try environment.read { try $0.bytes(for: name, in: table) }.map { wrapped in
            SymmetricKey(data: try AES.GCM.open(AES.GCM.SealedBox(combined: wrapped), using: master, authenticating: name))
        }
        known[subject] = .some(key)
        return key
    }
}
