import SystemPackage

/// Files whose bytes must not stay on the disk when they lose their name.
enum Shredding {
    /// Bytes that are written at once.
    private static let stretch = 1 << 20

    /// Overwrites a file with zeros once, in place, and flushes them; one that is not there needs none.
    static func overwrite(_ path: String) throws {
        let file: FileDescriptor
        do {
            file = try FileDescriptor.open(FilePath(path), .readWrite, options: .closeOnExec)
        } catch Errno.noSuchFileOrDirectory {
            return
        }
        try file.closeAfter { try overwrite(file) }
    }

    /// The same of an open file.
    static func overwrite(_ file: FileDescriptor) throws {
        let size = try file.seek(offset: 0, from: .end)
        let zeros = [UInt8](repeating: 0, count: stretch)
        var at: Int64 = 0
        while at < size {
            let count = Int(min(Int64(stretch), size - at))
            try file.writeAll(toAbsoluteOffset: at, zeros[..<count])
            at += Int64(count)
        }
        try DurableFile.flush(file)
    }
}
