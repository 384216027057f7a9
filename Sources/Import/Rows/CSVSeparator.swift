/// The characters that may stand between the cells of a CSV file, the usual one first, and how a mapping names them.
enum CSVSeparator {
    static let all: [(byte: UInt8, name: String)] = [
        (UInt8(ascii: ","), ","), (UInt8(ascii: ";"), ";"), (UInt8(ascii: "\t"), "tab"), (UInt8(ascii: "|"), "|"),
    ]
}
