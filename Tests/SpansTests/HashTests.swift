import Crypto
import Spans
import Testing

@Suite struct `Hashing where bytes stand` {
    private func bytes(_ count: Int, from first: Int) -> [UInt8] {
        (0..<count).map { UInt8(truncatingIfNeeded: first + $0 * 7) }
    }

    private func expected(_ bytes: [UInt8]) -> [UInt8] { Array(SHA256.hash(data: bytes)) }

    // Views cannot be captured by what expects something.
    private func array(_ hash: [32 of UInt8]) -> [UInt8] { hash.indices.map { hash[$0] } }
    private func hash(_ first: [UInt8], _ second: [UInt8]) -> [UInt8] { array(Hash.of(first.span, second.span)) }
    private func hash(_ mark: UInt8, _ bytes: [UInt8]) -> [UInt8] { array(Hash.of(mark, bytes.span)) }
    private func hash(_ first: [UInt8], _ mark: UInt8, _ second: [UInt8]) -> [UInt8] {
        array(Hash.of(first.span, mark, second.span))
    }

    @Test(arguments: [0, 1, 31, 32, 55, 56, 63, 64, 65, 500, 990, 991, 992, 1023, 1024, 1025, 5000])
    func `is SHA-256 of the pieces, one behind the other`(_ count: Int) {
        let (first, second) = (bytes(count, from: 3), bytes(32, from: 90))
        #expect(hash(first, second) == expected(first + second))
        #expect(hash(second, first) == expected(second + first))
        #expect(hash(7, first) == expected([7] + first))
        #expect(hash(first, 0, second) == expected(first + [0] + second))
        #expect(hash(first, 0, first) == expected(first + [0] + first))
    }

    @Test func `is SHA-256 of a mark and two hashes`() {
        let some = bytes(3, from: 1)
        let (left, right) = (Hash.of(1, some.span), Hash.of(2, some.span))
        #expect(array(Hash.of(1, left, right)) == expected([1] + array(left) + array(right)))
    }

    private func isText(_ text: [UInt8], of hash: [32 of UInt8]) -> Bool { isHexadecimal(text.span, of: hash) }

    @Test(arguments: 0..<40)
    func `knows its hexadecimal from every other`(_ number: Int) {
        let some = bytes(9, from: number)
        let hash = Hash.of(0, some.span)
        let digits = Array("0123456789abcdef".utf8)
        let text = array(hash).flatMap { byte in [byte >> 4, byte & 15].map { digits[Int($0)] } }
        #expect(isText(text, of: hash))
        #expect(!isText(Array(text.dropLast()), of: hash))
        #expect(!isText(text + [UInt8(ascii: "0")], of: hash))
        for at in text.indices {
            for other in (0...255).map({ UInt8($0) }) where other != text[at] {
                var changed = text
                changed[at] = other
                if isText(changed, of: hash) { Issue.record("\(other) passes for \(text[at])") }
            }
        }
    }

    private func opens(_ sealed: [UInt8], with key: SymmetricKey, to plain: [UInt8]) -> Bool? {
        Opening.of(sealed.span, with: key) { isSame($0, plain.span) }
    }

    @Test func `opens what was sealed, and nothing else`() throws {
        let key = SymmetricKey(size: .bits256)
        for count in [0, 1, 36, 2000] {
            let plain = bytes(count, from: 5)
            let sealed = Array(try #require(try AES.GCM.seal(plain, using: key).combined))
            #expect(opens(sealed, with: key, to: plain) == true)
            #expect(opens(sealed, with: key, to: plain + [0]) == false)
            for at in [0, sealed.count / 2, sealed.count - 1] {
                var other = sealed
                other[at] ^= 4
                #expect(opens(other, with: key, to: plain) == nil)
            }
            #expect(opens(Array(sealed.dropLast(count + 1)), with: key, to: plain) == nil)
            #expect(opens(sealed, with: SymmetricKey(size: .bits256), to: plain) == nil)
        }
    }
}
