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

    @Test(arguments: [
        ("=HYPERLINK(\"x\")", "'=HYPERLINK(\"x\")"), ("@SUM(1)", "'@SUM(1)"), ("+1", "'+1"), ("-1", "'-1"), ("\t=1", "'\t=1"),
        ("\u{FF1D}1", "'\u{FF1D}1"), ("a=1", "a=1"), ("", ""), ("Assessment 2", "Assessment 2"),
    ])
    func `is no formula to a spreadsheet`(text: String, cell: String) {
        #expect(CSVLine.spreadsheetCell(Array(text.utf8)) == Array(cell.utf8))
    }

    @Test(arguments: [["a", "b"], ["", ""], [",", "\"", "\r\n", "\"\"", " a "]])
    func `is read again as it was written`(cells: [String]) {
        var reader = CSVReader(CSVLine.bytes(cells.map { Array($0.utf8) }))
        #expect(reader.next()?.cells == cells)
        #expect(reader.next() == nil)
    }
}
