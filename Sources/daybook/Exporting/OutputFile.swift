import SystemPackage

/// A file that is written from its beginning, in pieces; it gets its name when it is whole. What is no plain file, as a
/// device or a pipe, is written to as it is.
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
        do {
            descriptor =
                try isStandard
                ? FileDescriptor.standardOutput
                : FileDescriptor.open(
                    FilePath(target), .writeOnly, options: isPlain ? [.create, .truncate] : [],
                    permissions: isPlain ? [.ownerReadWrite, .groupRead] : nil)
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
        try? descriptor.close()
        if target != path { try Files.rename(target, to: path) }
    }
}
