import Posix

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// Names of files and directories.
enum Files {
    /// Whether there is something of this name that is no plain file; a link may lead to anything.
    static func isSpecial(_ path: String) -> Bool {
        guard let type = try? FileManager.default.attributesOfItem(atPath: path)[.type] as? FileAttributeType else {
            return false
        }
        return type != .typeRegular
    }

    static func isDirectory(_ path: String) -> Bool {
        var isDirectory = false
        return FileManager.default.fileExists(atPath: path, isDirectory: &isDirectory) && isDirectory
    }

    static func rename(_ old: String, to new: String) throws {
        let kind = (try? FileManager.default.attributesOfItem(atPath: new))?[.type] as? FileAttributeType
        guard kind == nil || kind == .typeRegular else {
            // To take the place of a device, say, would take it from everybody.
            throw Failure(Failure.usage, "\(new) is no plain file; give the name of a new one, or - for standard output.")
        }
        // In one step: there is always the old file or the new one.
        do { try Posix.rename(old, to: new) } catch {
            throw Failure(Failure.refused, "\(new) cannot be written: \(error).")
        }
    }

    /// Whether there is a file of this name, or a directory with something in it.
    static func holdsAnything(_ path: String) -> Bool {
        guard let names = try? FileManager.default.contentsOfDirectory(atPath: path) else {
            return FileManager.default.fileExists(atPath: path)
        }
        return !names.isEmpty
    }

    /// Whether others than its owner can write a file, or the one that it leads to.
    static func isOpenToWriting(_ path: String) -> Bool {
        let file = URL(filePath: path).resolvingSymlinksInPath().path(percentEncoded: false)
        let mode = (try? FileManager.default.attributesOfItem(atPath: file))?[.posixPermissions]
        return ((mode as? UInt) ?? (mode as? Int).map { UInt($0) } ?? 0) & 0o022 != 0
    }

    /// A file's name in a directory.
    static func path(_ directory: String, _ name: String) -> String { directory + (directory.hasSuffix("/") ? "" : "/") + name }

    static func remove(_ path: String) { try? FileManager.default.removeItem(atPath: path) }

    /// Makes a directory for files of the moment, which only its owner may enter.
    static func makeScratch() throws -> String {
        let directory = FileManager.default.temporaryDirectory.appending(path: "daybook-\(UUID().uuidString)")
        let path = directory.path(percentEncoded: false)
        do {
            try FileManager.default.createDirectory(
                atPath: path, withIntermediateDirectories: false, attributes: [.posixPermissions: 0o700])
        } catch {
            throw Failure(Failure.usage, "The directory \(path) cannot be made; name another place for such files in TMPDIR.")
        }
        return path
    }

    /// Makes a directory, and those it stands in.
    static func makeDirectory(_ path: String) throws {
        do {
            try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        } catch {
            throw Failure(Failure.usage, "The directory \(path) cannot be made.")
        }
    }
}
