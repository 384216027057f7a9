import Crypto

/// SHA-256 of bytes where they stand.
///
/// swift-crypto takes arrays, or pointers. A check of a whole ledger hashes five times an event, mostly short texts in the middle of
/// others, and arrays of them would cost it more than the hashing (docs/decisions/0065-a-check-reads-each-table-once.md).
package enum Hash {
    /// Bytes of a hash.
    package static let length = 32

    /// The hash of a mark and bytes.
    package static func of(_ mark: UInt8, _ bytes: Span<UInt8>) -> [32 of UInt8] {
        unsafe withUnsafeBytes(of: mark) { mark in
            unsafe bytes.withUnsafeBytes { bytes in unsafe of(mark, bytes, UnsafeRawBufferPointer(start: nil, count: 0)) }
        }
    }

    /// The hash of a mark and two hashes.
    package static func of(_ mark: UInt8, _ left: [32 of UInt8], _ right: [32 of UInt8]) -> [32 of UInt8] {
        unsafe withUnsafeBytes(of: mark) { mark in
            unsafe withUnsafeBytes(of: left) { left in
                unsafe withUnsafeBytes(of: right) { right in unsafe of(mark, left, right) }
            }
        }
    }

    /// The hash of two pieces of bytes, one behind the other.
    package static func of(_ first: Span<UInt8>, _ second: Span<UInt8>) -> [32 of UInt8] {
        unsafe first.withUnsafeBytes { first in
            unsafe second.withUnsafeBytes { second in
                unsafe of(first, second, UnsafeRawBufferPointer(start: nil, count: 0))
            }
        }
    }

    /// The hash of two pieces of bytes with a mark between them.
    package static func of(_ first: Span<UInt8>, _ mark: UInt8, _ second: Span<UInt8>) -> [32 of UInt8] {
        unsafe first.withUnsafeBytes { first in
            unsafe withUnsafeBytes(of: mark) { mark in
                unsafe second.withUnsafeBytes { second in unsafe of(first, mark, second) }
            }
        }
    }

    /// Up to this many bytes are put together first: each piece that is handed to swift-crypto costs as much as copying them.
    private static let joinedLimit = 1024

    private static func of(
        _ first: UnsafeRawBufferPointer, _ second: UnsafeRawBufferPointer, _ third: UnsafeRawBufferPointer
    ) -> [32 of UInt8] {
        var hash = SHA256()
        let length = first.count + second.count + third.count
        if length <= joinedLimit {
            unsafe withUnsafeTemporaryAllocation(byteCount: length, alignment: 1) { joined in
                unsafe joined.copyMemory(from: first)
                unsafe UnsafeMutableRawBufferPointer(rebasing: joined[first.count...]).copyMemory(from: second)
                unsafe UnsafeMutableRawBufferPointer(rebasing: joined[(first.count + second.count)...]).copyMemory(from: third)
                unsafe hash.update(bufferPointer: UnsafeRawBufferPointer(joined))
            }
        } else {
            unsafe hash.update(bufferPointer: first)
            unsafe hash.update(bufferPointer: second)
            unsafe hash.update(bufferPointer: third)
        }
        return unsafe hash.finalize().withUnsafeBytes { unsafe $0.loadUnaligned(as: [32 of UInt8].self) }
    }
}
