#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// Subjects' keys that others than the daemon's user could read or write.
public struct OpenKeys: Sendable {
    public let path: String
    /// The permissions that were found, as `chmod` takes them.
    public let mode: UInt

    /// Closes what of a ledger's `keys/` is open to group or others: a hand or a copy leaves it so, and so did an earlier
    /// version of this program.
    ///
    /// - Parameter ledger: the ledger's directory. Where it holds no keys nothing is done.
    /// - Returns: what was open.
    /// - Throws: `LedgerError.key` where it cannot be closed.
    public static func close(in ledger: String) throws(LedgerError) -> [OpenKeys] {
        var found: [OpenKeys] = []
        for (path, closed) in [(ledger + "/keys", 0o700), (ledger + "/keys/data.mdb", 0o600)] {
            guard let mode = KeyFile.mode(of: path), mode & 0o077 != 0 else { continue }
            do { try FileManager.default.setAttributes([.posixPermissions: closed], ofItemAtPath: path) } catch {
                throw .key(file: path, reason: "is open to others, and is not this user's to close; find out whose it is")
            }
            found.append(OpenKeys(path: path, mode: mode))
        }
        return found
    }
}
