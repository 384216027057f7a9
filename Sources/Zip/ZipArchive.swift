import CZip

/// A zip archive in memory, read with libzip. Files are unpacked piece by piece, and never to disk.
@safe public final class ZipArchive {
    private let handle: OpaquePointer
    private let memory: UnsafeMutableRawBufferPointer
    private let limits: ZipLimits
    private var unpacked = 0
    /// Names of the files, as the archive writes them.
    public let names: [String]

    /// - Parameter bytes: the whole archive.
    public init(_ bytes: [UInt8], limits: ZipLimits = ZipLimits()) throws(ZipFault) {
        self.limits = limits
        // libzip reads from this copy for as long as the archive is open.
        let memory = UnsafeMutableRawBufferPointer.allocate(byteCount: max(bytes.count, 1), alignment: 1)
        unsafe memory.copyBytes(from: bytes)
        var error = unsafe zip_error_t()
        guard let source = unsafe zip_source_buffer_create(memory.baseAddress, zip_uint64_t(bytes.count), 0, &error) else {
            unsafe memory.deallocate()
            throw ZipFault("there is no memory for it")
        }
        guard let opened = unsafe zip_open_from_source(source, CInt(ZIP_RDONLY), &error) else {
            let reason = unsafe String(cString: zip_error_strerror(&error))
            unsafe zip_source_free(source)
            unsafe memory.deallocate()
            throw ZipFault("it is no zip archive: \(reason)")
        }
        unsafe handle = opened
        unsafe self.memory = unsafe memory
        let count = unsafe zip_get_num_entries(opened, 0)
        guard count <= limits.entries else {
            unsafe zip_discard(opened)
            unsafe memory.deallocate()
            throw ZipFault("it holds \(count) files, where \(limits.entries) are the most")
        }
        var names: [String] = []
        for index in 0..<max(0, count) {
            names.append(unsafe zip_get_name(opened, zip_uint64_t(index), 0).map { unsafe String(cString: $0) } ?? "")
        }
        self.names = names
    }

    deinit {
        unsafe zip_discard(handle)
        unsafe memory.deallocate()
    }

    /// Opens the file of this name; nil where there is none. The archive must outlive it, and does: it is kept.
    public func file(_ name: String) throws(ZipFault) -> ZipFile? {
        guard let index = names.firstIndex(of: name) else { return nil }
        guard let opened = unsafe zip_fopen_index(handle, zip_uint64_t(index), 0) else {
            let reason = unsafe String(cString: zip_error_strerror(zip_get_error(handle)))
            throw ZipFault("\(name) cannot be opened: \(reason)")
        }
        return unsafe ZipFile(archive: self, name: name, handle: opened)
    }

    /// Counts unpacked bytes, and refuses more than the limits allow.
    fileprivate func take(_ bytes: Int, of entry: Int, _ name: String) throws(ZipFault) {
        unpacked += bytes
        guard entry <= limits.entryBytes else {
            throw ZipFault("\(name) unpacks to more than \(limits.entryBytes >> 20) MiB; it may be made to exhaust the reader")
        }
        guard unpacked <= limits.allBytes else {
            throw ZipFault("the archive unpacks to more than \(limits.allBytes >> 20) MiB; it may be made to exhaust the reader")
        }
    }
}

/// One file of an archive, being unpacked.
@safe public final class ZipFile {
    private let archive: ZipArchive
    private let handle: OpaquePointer
    private var count = 0
    public let name: String

    fileprivate init(archive: ZipArchive, name: String, handle: OpaquePointer) {
        self.archive = archive
        self.name = name
        unsafe self.handle = handle
    }

    deinit { unsafe zip_fclose(handle) }

    /// The next bytes, at most `most`; none at the end. The checksum is compared at the end.
    public func read(_ most: Int) throws(ZipFault) -> [UInt8] {
        var buffer = [UInt8](repeating: 0, count: most)
        let read = unsafe buffer.withUnsafeMutableBytes { unsafe zip_fread(handle, $0.baseAddress, zip_uint64_t(most)) }
        guard read >= 0 else { throw ZipFault("\(name) is damaged") }
        buffer.removeLast(most - Int(read))
        count += Int(read)
        try archive.take(Int(read), of: count, name)
        return buffer
    }
}
