import Access
import Server

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif
#if canImport(Glibc)
    import Glibc
#endif

/// The file that says who may do what.
struct PolicyFile {
    let path: String

    /// - Throws: `StartError`, in one line.
    func read() throws -> Policy {
        // A link may be written by everybody, and leads where it leads: what counts is the file.
        let file = URL(filePath: path).resolvingSymlinksInPath().path(percentEncoded: false)
        let attributes = try? FileManager.default.attributesOfItem(atPath: file)
        guard let attributes, let bytes = FileManager.default.contents(atPath: path) else {
            throw StartError("the policy file \(path) cannot be read")
        }
        // Who can write the policy can give themselves every right.
        let mode = (attributes[.posixPermissions] as? UInt) ?? (attributes[.posixPermissions] as? Int).map { UInt($0) }
        guard let mode, mode & 0o022 == 0 else {
            throw StartError("the policy file \(path) can be written by others; close it with: chmod go-w \(path)")
        }
        let owner = (attributes[.ownerAccountID] as? UInt) ?? (attributes[.ownerAccountID] as? Int).map { UInt($0) }
        guard owner == 0 || owner == UInt(getuid()) else {
            throw StartError("the policy file \(path) belongs to another user; give it to root: chown root \(path)")
        }
        do { return try Policy(reading: Array(bytes)) } catch {
            throw StartError("the policy file \(path) is wrong: \(error.faults.map(\.description).joined(separator: "; "))")
        }
    }
}
