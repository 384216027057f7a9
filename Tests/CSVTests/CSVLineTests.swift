import CSV
import Testing

@Suite("A line of comma-separated values")
struct CSVLineTests {
    @Test(arguments: [
        (["a", "b"], "a,b\r\n"), (["", "", ""], ",,\r\n"), ([], "\r\n"), (["a b", "Zoë;"], "a b,Zoë;\r\n"),
        (["a,b", "c"], "\"a,b\",c\r\n"), (["say \"no\""], "\"say \"\"no\"\"\"\r\n"),
        (["two\nlines", "two\rlines"], "\"two\nlines\",\"two\rlines\"\r\n"),
    ])
    func `has quotes where they are needed, and ends with CRLF`(cells: [String], line: String) {
        #expect(CSVLine.bytes(cells.map { Array($0.utf8) }) == Array(line.utf8))
    }

    @Test(arguments: [["a", "b"], ["", ""], [",", "\"", "\r\n", "\"\"", " a "]])
    func `is read again as it was written`(cells: [String]) {
        var reader = CSVReader(CSVLine.bytes(cells.map { Array($0.utf8) }))
        #expect(reader.next()?.cells == cells)
        #expect(reader.next() == nil)
    }
}
