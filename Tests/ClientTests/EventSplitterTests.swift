import Client
import Testing

@Suite struct `The splitter` {
    /// The values of a text that comes in pieces of `size` bytes, with their lines.
    private func split(_ text: String, size: Int = 3) throws -> [(text: String, line: Int)] {
        var splitter = EventSplitter()
        var pieces: [EventSplitter.Piece] = []
        let bytes = Array(text.utf8)
        for start in stride(from: 0, to: bytes.count, by: size) {
            try splitter.read(bytes[start..<min(start + size, bytes.count)], into: &pieces)
        }
        if let last = try splitter.end() { pieces.append(last) }
        return pieces.map { (String(decoding: $0.bytes, as: UTF8.self), $0.line) }
    }

    @Test(arguments: [1, 2, 5, 1000])
    func `cuts lines`(size: Int) throws {
        let found = try split("{\"a\":1}\n\n{\"b\":\"]}\\\"{\"}\r\n{}", size: size)
        #expect(found.map(\.text) == ["{\"a\":1}", "{\"b\":\"]}\\\"{\"}", "{}"])
        #expect(found.map(\.line) == [1, 3, 4])
    }

    @Test(arguments: [1, 2, 5, 1000])
    func `cuts an array`(size: Int) throws {
        let found = try split("\u{FEFF} [\n {\"a\":[1,{}]},\n {\"b\":2}\n]\n", size: size)
        #expect(found.map(\.text) == ["{\"a\":[1,{}]}", "{\"b\":2}"])
        #expect(found.map(\.line) == [2, 3])
    }

    @Test func `takes one event in any layout`() throws {
        let found = try split("{\n  \"a\": {\n  }\n}\n")
        #expect(found.map(\.text) == ["{\n  \"a\": {\n  }\n}"])
        #expect(found.map(\.line) == [1])
    }

    @Test func `finds nothing where there is nothing`() throws {
        #expect(try split("").isEmpty)
        #expect(try split(" \n").isEmpty)
        #expect(try split("[ ]").isEmpty)
    }

    @Test(arguments: [
        ("{\"a\":1}\n{\"b\":", 2), ("{\"a\":\"\n\"}", 1), ("[{}", 1), ("[{},]", 1), ("[{} {}]", 1), ("[{}]\n{}", 2),
        ("{}\n}", 2), (",", 1), ("[,{}]", 1), ("[{}\n,,{}]", 2), ("[1", 1),
    ])
    func `says on which line a text breaks off or goes wrong`(text: String, line: Int) {
        let failure = #expect(throws: EventSplitter.Failure.self) { try split(text) }
        #expect(failure?.line == line)
    }

    @Test func `keeps the pieces before a failure`() {
        var splitter = EventSplitter()
        var pieces: [EventSplitter.Piece] = []
        #expect(throws: EventSplitter.Failure.self) { try splitter.read(Array("{}\n[]}".utf8), into: &pieces) }
        #expect(pieces.count == 2)
    }

    @Test func `refuses a value without end`() {
        var splitter = EventSplitter()
        var pieces: [EventSplitter.Piece] = []
        let bytes = [UInt8](repeating: UInt8(ascii: "["), count: EventSplitter.maximumLength + 2)
        #expect(throws: EventSplitter.Failure.self) { try splitter.read(bytes, into: &pieces) }
    }
}
