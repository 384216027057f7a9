import CSV
import Testing

@Suite("A CSV reader")
struct CSVReaderTests {
    private func rows(_ text: String) -> [CSVReader.Row] { rows(Array(text.utf8)) }

    private func rows(_ bytes: [UInt8]) -> [CSVReader.Row] {
        var reader = CSVReader(bytes)
        var rows: [CSVReader.Row] = []
        while let row = reader.next() { rows.append(row) }
        return rows
    }

    @Test(arguments: ["a,b\n1,2\n", "a,b\r\n1,2\r\n", "a,b\r1,2\r", "a,b\n1,2", "\u{FEFF}a,b\n1,2"])
    func `takes every line end, a byte-order mark and a last line without an end`(text: String) {
        #expect(rows(text).map(\.cells) == [["a", "b"], ["1", "2"]])
        #expect(rows(text).map(\.number) == [1, 2])
    }

    @Test func `keeps empty cells, the last one of a file too`() {
        #expect(rows("a,,b,\n,").map(\.cells) == [["a", "", "b", ""], ["", ""]])
    }

    @Test func `reads commas, quotes and line ends within quotes`() {
        #expect(rows("\"a,\"\"b\"\"\r\nc\",d\r\ne\n").map(\.cells) == [["a,\"b\"\r\nc", "d"], ["e"]])
    }

    @Test(arguments: ["a\"b,c", "\"a\"b,c", "\"a\" ,c"])
    func `breaks off at a stray quote and goes on with the next line`(line: String) {
        let read = rows("\(line)\n1,2\n")
        #expect(read.map(\.problem) == [.strayQuote, nil])
        #expect(read.map(\.number) == [1, 2])
        #expect(read.last?.cells == ["1", "2"])
    }

    @Test func `loses one line, not the rest of the file, to a quote that is never closed`() {
        let read = rows("a,b\n1,\"2\n3,4\n5,6\n")
        #expect(read.map(\.problem) == [nil, .openQuote, nil, nil])
        #expect(read.last?.cells == ["5", "6"])
    }

    @Test func `tells a cell that is not UTF-8 from its neighbours`() {
        #expect(rows([0x61, 0x2C, 0xE9, 0x2C, 0x62, 0x0A]).map(\.cells) == [["a", nil, "b"]])
    }

    @Test func `gives nothing for nothing, and a blank row for a blank line`() {
        #expect(rows("").isEmpty)
        #expect(rows("a\n\nb\n").map(\.isBlank) == [false, true, false])
    }

    @Test func `takes time in proportion to the bytes, whatever the quotes`() {
        // Each line opens a quote that only the next one closes, with text after it: every row is broken.
        let lines = 20_000
        let read = rows(String(repeating: "\"x\n", count: lines))
        #expect(read.count == lines)
        #expect(read.allSatisfy { $0.problem != nil })
    }

    @Test(arguments: [1, 2, 3, 7, 64])
    func `reads the same in whatever pieces the bytes come`(length: Int) {
        let bytes = Array("\u{FEFF}a,\"b\"\"\r\nc\",d\r\n\r1,\"2\n3,\u{E9},4\n\"x\"y,z\r\n5,,".utf8)
        var rest = bytes[...]
        var reader = CSVReader { most in
            defer { rest = rest.dropFirst(min(most, length)) }
            return Array(rest.prefix(min(most, length)))
        }
        var read: [CSVReader.Row] = []
        while let row = reader.next() { read.append(row) }
        #expect(read == rows(bytes) && read.count == 6)
    }

    @Test(arguments: ["", "\""])
    func `refuses a row beyond its limit by its number, and goes on with the next line`(quote: String) {
        let long = quote + String(repeating: "x", count: CSVReader.longestRow + 1)
        let read = rows("a,b\n1,\(long)\n3,4\n")
        #expect(read.map(\.problem) == [nil, .tooLong, nil])
        #expect(read.last?.number == 3 && read.last?.cells == ["3", "4"])
    }

    @Test func `takes a row just within its limit`() {
        let read = rows("a\n\"" + String(repeating: "x", count: CSVReader.longestRow - 2) + "\"\nb\n")
        #expect(read.map(\.problem) == [nil, nil, nil] && read[1].cells[0]?.utf8.count == CSVReader.longestRow - 2)
    }

    @Test func `gives what it could read, and says that reading failed`() {
        struct Torn: Error {}
        var isFirst = true
        var reader = CSVReader { _ in
            guard isFirst else { throw Torn() }
            isFirst = false
            return Array("a,b\n1,2\n".utf8)
        }
        #expect(reader.next()?.cells == ["a", "b"] && reader.next()?.cells == ["1", "2"] && reader.next() == nil)
        #expect(reader.failure is Torn)
    }
}
