/// An archive whose files are stored as they are: the least of PKWARE's APPNOTE.TXT that readers ask for.
struct StoredZip {
    private var files: [UInt8] = []
    private var directory: [UInt8] = []
    private var count = 0

    mutating func add(_ name: String, _ content: [UInt8]) {
        let start = files.count
        // Version 2.0, no flags, stored, no time, and what both headers say of the file.
        var common: [UInt8] = [20, 0, 0, 0, 0, 0, 0, 0, 0, 0]
        common += Self.number(Self.checksum(content), 4)
        common += Self.number(UInt32(content.count), 4) + Self.number(UInt32(content.count), 4)
        common += Self.number(UInt32(name.utf8.count), 2) + [0, 0]
        files += [0x50, 0x4B, 3, 4] + common + Array(name.utf8) + content
        directory += [0x50, 0x4B, 1, 2, 20, 0] + common + [UInt8](repeating: 0, count: 10)
        directory += Self.number(UInt32(start), 4) + Array(name.utf8)
        count += 1
    }

    var bytes: [UInt8] {
        let number = Self.number(UInt32(count), 2)
        let places = Self.number(UInt32(directory.count), 4) + Self.number(UInt32(files.count), 4)
        return files + directory + [0x50, 0x4B, 5, 6, 0, 0, 0, 0] + number + number + places + [0, 0]
    }

    private static func number(_ value: UInt32, _ length: Int) -> [UInt8] {
        (0..<length).map { UInt8(truncatingIfNeeded: value >> (8 * UInt32($0))) }
    }

    /// CRC-32.
    private static func checksum(_ bytes: [UInt8]) -> UInt32 {
        var sum = UInt32.max
        for byte in bytes { sum = sum >> 8 ^ table[Int((sum ^ UInt32(byte)) & 255)] }
        return ~sum
    }

    private static let table: [UInt32] = (0..<256).map { (start: UInt32) in
        (0..<8).reduce(start) { value, _ in value & 1 == 1 ? value >> 1 ^ 0xEDB8_8320 : value >> 1 }
    }
}
