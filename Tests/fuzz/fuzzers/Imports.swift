import Events
import Import
import JSON
import Published

/// What an import makes can be posted, whatever the file: a refusal by the ledger would end it half-way.
private func check(_ events: [ImportedEvent]) {
    for event in events {
        guard let root = try? JSONDocument(event.json).root else { fatalError("no JSON: \(text(event.json))") }
        var faults: [Fault] = []
        require(Posting.read(root, faults: &faults) != nil, "\(event.place): \(faults): \(text(event.json))")
    }
}

/// Runs an import to its end, and writes its report.
private func finish(_ run: some ImportRun) {
    var run = run
    check(run.all())
    var writer = JSONWriter()
    run.report.write(to: &writer)
    require((try? JSONDocument(writer.bytes)) != nil, "the report is no JSON")
    _ = run.report.lines
}

/// A mapping, and behind a zero byte a table for it.
@Sendable func readMapping(_ bytes: [UInt8]) {
    let parts = parts(bytes, 2)
    do {
        let mapping = try CSVMapping(reading: parts[0])
        finish(CSVImport.run([SourceFile(name: "table.csv", bytes: parts[1])], mapping, now: now))
    } catch { require(!error.faults.isEmpty, "a mapping is refused, and nothing is said") }
}

/// A table for a mapping that is published, and a proposal of another one for it.
@Sendable func readTable(_ bytes: [UInt8]) {
    let file = SourceFile(name: "table.csv", bytes: bytes)
    finish(CSVImport.run([file], visits, now: now))
    guard let sketch = MappingSketch(file) else { return }
    _ = try? CSVMapping(reading: Array(sketch.yaml.utf8))
}

/// Tables of a return on looked-after children, a zero byte between them.
@Sendable func readReturn(_ bytes: [UInt8]) {
    let files = zip(["header", "episodes", "reviews", "missing"], parts(bytes, 4)).map { name, bytes in
        SourceFile(name: "2021-\(name).csv", bytes: bytes)
    }
    finish(SSDA903Import.run(files: files.map { ByteSource($0) }, now: now))
}

/// A children in need census.
@Sendable func readCensus(_ bytes: [UInt8]) {
    finish(CensusImport.run([ByteSource(SourceFile(name: "census.xml", bytes: bytes))], now: now))
}

/// A workbook as it stands on the disk.
@Sendable func readWorkbook(_ bytes: [UInt8]) {
    finish(AnnexAImport.run([SourceFile(name: "lists.xlsx", bytes: bytes)], now: now))
}

/// What stands in a workbook: its texts, its first sheet and its styles, a zero byte between them; packed here, as an
/// input that is changed when packed does not unpack.
@Sendable func readSheet(_ bytes: [UInt8]) {
    let parts = parts(bytes, 3)
    var zip = StoredZip()
    zip.add("xl/workbook.xml", Array(workbook.utf8))
    zip.add("xl/_rels/workbook.xml.rels", Array(relations.utf8))
    for (name, part) in Swift.zip(["sharedStrings", "worksheets/sheet1", "styles"], parts) { zip.add("xl/\(name).xml", part) }
    finish(AnnexAImport.run([SourceFile(name: "lists.xlsx", bytes: zip.bytes)], now: now))
}

private let now = Instant("2026-03-04T10:00:00Z")

private let visits: CSVMapping = {
    do { return try CSVMapping(reading: published.bytes("mappings/ssd/cin-visits.yaml")) } catch { fatalError("\(error)") }
}()

private let workbook = """
    <workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" \
    xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships">\
    <sheets><sheet name="List 1" sheetId="1" r:id="rId1"/></sheets></workbook>
    """
private let relations = """
    <Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">\
    <Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" \
    Target="worksheets/sheet1.xml"/>\
    <Relationship Id="rId2" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/sharedStrings" \
    Target="sharedStrings.xml"/>\
    <Relationship Id="rId3" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/styles" \
    Target="styles.xml"/></Relationships>
    """
