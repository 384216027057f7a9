/// A JSON number by its exact value, so that 1, 1.0 and 10e-1 are one number and no digit is lost to a double.
struct Decimal: Hashable, Comparable {
    let isNegative: Bool
    /// Significant digits, 0 to 9, without zeros at either end; empty for zero.
    let digits: [UInt8]
    /// The value is 0.DIGITS times ten to this power.
    let exponent: Int

    /// Exponents past this are taken for it; nothing a record holds comes near.
    private static let exponentMost = 1_000_000_000

    /// Reads a JSON number, which has been checked to be one.
    init(_ text: Span<UInt8>) {
        var isNegative = false
        var digits: [UInt8] = []
        var point: Int?
        var power = 0
        var powerIsNegative = false
        var inPower = false
        for at in text.indices {
            let byte = text[at]
            switch byte {
            case UInt8(ascii: "-"): if inPower { powerIsNegative = true } else { isNegative = true }
            case UInt8(ascii: "+"): break
            case UInt8(ascii: "."): point = digits.count
            case UInt8(ascii: "e"), UInt8(ascii: "E"): inPower = true
            case _ where inPower: power = min(Self.exponentMost, power * 10 + Int(byte - UInt8(ascii: "0")))
            default: digits.append(byte - UInt8(ascii: "0"))
            }
        }
        let leading = digits.prefix { $0 == 0 }.count
        let trailing = digits.reversed().prefix { $0 == 0 }.count
        let isZero = leading == digits.count
        self.digits = isZero ? [] : Array(digits[leading..<digits.count - trailing])
        self.isNegative = isNegative && !isZero
        exponent = isZero ? 0 : (point ?? digits.count) - leading + (powerIsNegative ? -power : power)
    }

    var isWhole: Bool { digits.count <= exponent || digits.isEmpty }

    static func < (a: Decimal, b: Decimal) -> Bool {
        guard a.isNegative == b.isNegative else { return a.isNegative }
        return a.isNegative ? b.isSmallerInSize(than: a) : a.isSmallerInSize(than: b)
    }

    private func isSmallerInSize(than other: Decimal) -> Bool {
        guard !digits.isEmpty, !other.digits.isEmpty else { return digits.isEmpty && !other.digits.isEmpty }
        return exponent == other.exponent ? digits.lexicographicallyPrecedes(other.digits) : exponent < other.exponent
    }
}
