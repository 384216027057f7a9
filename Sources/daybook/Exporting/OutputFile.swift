import SystemPackage

/// A file that is written from its beginning, in pieces; it gets its name when it is whole, and only its owner may read it:
/// what comes from a ledger mostly tells of people. What is no plain file, as a device, a pipe or a link, is written to as
/// it is.
final class OutputFile {
    /// Bytes gathered before they are written.
    private static let piece = 256 << 10

    private let path: String
    private let descriptor: FileDescriptor
    private var waiting: [UInt8] = []
    private let isStandard: Bool
    /// Where it is written until it is whole.
    private let target: String

    /// - Parameter path: `-` for standard output.
    init(_ path: String) throws {
        self.path = path
        isStandard = path == "-"
        let isPlain = !Files.isSpecial(path)
        target = isPlain ? path + ".part" : path
        // One that was left by a command that was ended may be open to others.
        if isPlain, !isStandard { Files.remove(target) }
        do {
            descriptor =
                try isStandard
                ? FileDescriptor.standardOutput
                : FileDescriptor.open(
                    FilePath(target), .writeOnly,
                    options: isPlain ? [.create, .truncate, .closeOnExec] : [.truncate, .closeOnExec],
                    permissions: isPlain ? .ownerReadWrite : nil)
        } catch let error as Errno {
            throw Failure(Failure.usage, "\(path) cannot be written: \(error).")
        }
    }

    func write(_ bytes: [UInt8]) throws {
        waiting += bytes
        if waiting.count >= Self.piece { try flush() }
    }

    private func flush() throws {
        do {
            try descriptor.writeAll(waiting)
        } catch let error as Errno {
            throw Failure(Failure.refused, "\(path) cannot be written: \(error).")
        }
        waiting.removeAll(keepingCapacity: true)
    }

    /// Writes what is left, and gives the file its name.
    func finish() throws {
        try flush()
        guard !isStandard else { return }
        // Some disks say only now that there was no room.
        do { try descriptor.close() } catch let error as Errno {
            throw Failure(Failure.refused, "\(path) cannot be written: \(error).")
        }
        if target != path { try Files.rename(target, to: path) }
    }
}
