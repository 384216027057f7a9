internal import Glibc

/// Whether bytes are the same.
package func isSame(_ a: Span<UInt8>, _ b: Span<UInt8>) -> Bool {
    guard a.count == b.count, a.count > 0 else { return a.count == b.count }
    return unsafe a.withUnsafeBytes { a in
        unsafe b.withUnsafeBytes { b in
            guard let first = a.baseAddress, let second = b.baseAddress else { return false }
            return unsafe memcmp(first, second, a.count) == 0
        }
    }
}

/// Whether bytes come before others in the order of their values; the beginning of a text comes before the text.
package func isBefore(_ a: Span<UInt8>, _ b: Span<UInt8>) -> Bool {
    let length = min(a.count, b.count)
    guard length > 0 else { return a.count < b.count }
    let order = unsafe a.withUnsafeBytes { a in
        unsafe b.withUnsafeBytes { b in
            guard let first = a.baseAddress, let second = b.baseAddress else { return CInt(0) }
            return unsafe memcmp(first, second, length)
        }
    }
    return order == 0 ? a.count < b.count : order < 0
}

/// Whether a text is a hash in lower-case hexadecimal.
package func isHexadecimal(_ text: Span<UInt8>, of hash: [32 of UInt8]) -> Bool {
    guard text.count == 2 * Hash.length else { return false }
    return unsafe withUnsafeBytes(of: hash) { hash in
        unsafe text.withUnsafeBytes { text in
            var difference: UInt64 = 0
            for at in stride(from: 0, to: Hash.length, by: 4) {
                let digits = unsafe hexadecimalDigits(
                    UInt32(littleEndian: hash.loadUnaligned(fromByteOffset: at, as: UInt32.self)))
                difference |= unsafe UInt64(littleEndian: text.loadUnaligned(fromByteOffset: 2 * at, as: UInt64.self)) ^ digits
            }
            return difference == 0
        }
    }
}

/// The eight digits of four bytes, the first of them lowest in both.
private func hexadecimalDigits(_ bytes: UInt32) -> UInt64 {
    // The bytes move apart, so that each has room for two digits.
    var spread = UInt64(bytes)
    spread = (spread | spread << 16) & 0x0000_FFFF_0000_FFFF
    spread = (spread | spread << 8) & 0x00FF_00FF_00FF_00FF
    let values = spread >> 4 & 0x000F_000F_000F_000F | (spread & 0x000F_000F_000F_000F) << 8
    // A value above nine reaches 16 with six more.
    let letters = (values &+ 0x0606_0606_0606_0606) >> 4 & 0x0101_0101_0101_0101
    return values &+ 0x3030_3030_3030_3030 &+ letters &* UInt64(UInt8(ascii: "a") - UInt8(ascii: "9") - 1)
}
