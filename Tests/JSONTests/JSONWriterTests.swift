import JSON
import Testing

@Suite struct `What is written` {
    /// Several elements as JSON, with commas between them.
    private func elements(_ texts: String...) -> [UInt8] {
        var writer = JSONWriter()
        for text in texts { writer.string(text) }
        return writer.bytes
    }

    @Test func `takes in what was written elsewhere, where it stands and with commas around it`() {
        var writer = JSONWriter()
        writer.object { writer in
            writer.member("before", 1)
            writer.key("list")
            writer.array { writer in
                writer.insert(elements("a", "b"))
                writer.insert([])
                writer.insert(elements("c"))
                writer.string("d")
            }
            writer.key("empty")
            writer.array { $0.insert([]) }
            writer.member("after", true)
        }
        let text = #"{"before":1,"list":["a","b","c","d"],"empty":[],"after":true}"#
        #expect(String(decoding: writer.bytes, as: UTF8.self) == text)
        #expect(writer.pieces.map { String(decoding: $0, as: UTF8.self) }.joined() == text)
        #expect(writer.pieces.count == 5)
    }

    @Test func `is one piece where nothing was taken in`() {
        var writer = JSONWriter()
        writer.object { $0.member("text", "é\"\n") }
        #expect(writer.pieces.map { Array($0) } == [writer.bytes])
        #expect(String(decoding: writer.bytes, as: UTF8.self) == #"{"text":"é\"\n"}"#)
    }
}
