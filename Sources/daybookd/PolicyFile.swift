import Access
import Logging
import Server
import ServiceLifecycle
import SystemPackage
import UnixSignals

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
        do {
            return try Policy(reading: Array(bytes))
        } catch {
            throw StartError("the policy file \(path) is wrong: \(error.faults.map(\.description).joined(separator: "; "))")
        }
    }
}

/// Reads the policy anew at SIGHUP. A file that is wrong changes nothing: the policy in force stays.
struct PolicyReload: Service {
    let file: PolicyFile?
    let keeper: PolicyKeeper
    let logger: Logger

    func run() async throws {
        for await _ in await UnixSignalsSequence(trapping: .sighup).cancelOnGracefulShutdown() {
            guard let file else {
                logger.notice("asked to read the policy anew, but no policy_file is set: nothing has changed")
                continue
            }
            do {
                keeper.replace(with: try file.read())
                logger.notice("the policy was read anew and is in force", metadata: ["file": "\(file.path)"])
            } catch {
                logger.warning("the policy was not changed, the one before stays in force", metadata: ["why": "\(error)"])
            }
        }
    }
}
