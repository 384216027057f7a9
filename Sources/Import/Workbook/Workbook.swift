import Events
import XML
import Zip

/// A workbook (.xlsx), read in memory, a row at a time.
///
/// Formulas are not computed: the values are those that the program stored which saved the workbook. Macros and links to
/// other workbooks are never followed.
final class Workbook {
    /// Bytes of one workbook; those of whole authorities have a few million.
    static let mostBytes = 128 << 20
    /// Bytes of all texts that its cells share.
    static let mostSharedBytes = 256 << 20

    let archive: ZipArchive
    /// In the order in which people see them.
    private(set) var sheets: [(name: String, part: String)] = []
    /// Whether days are counted from 1904.
    private(set) var counts1904 = false
    /// When it was last saved, as it says itself.
    private(set) var modified: Instant?
    private(set) var sharedTexts: [String] = []
    /// By the number of a cell's style, whether it shows a day.
    private(set) var showsDate: [Bool] = []

    var hasMacros: Bool { archive.names.contains { $0.lowercased().hasSuffix("vbaproject.bin") } }
    var hasLinks: Bool { archive.names.contains { $0.hasPrefix("xl/externalLinks/") } }

    /// Why a workbook, or a part of it, cannot be read; a sentence.
    struct Unreadable: Error { let reason: String }

    init(_ bytes: [UInt8]) throws(Unreadable) {
        guard bytes.count <= Self.mostBytes else {
            throw Unreadable(reason: "It has \(bytes.count >> 20) MiB, where \(Self.mostBytes >> 20) are the most.")
        }
        // Workbooks of 2003, and those with a password, are compound documents.
        guard !bytes.starts(with: [0xD0, 0xCF, 0x11, 0xE0]) else {
            throw Unreadable(reason: "It has a password, or is a workbook of the old kind (.xls); save it as .xlsx without one.")
        }
        do {
            archive = try ZipArchive(bytes)
        } catch {
            throw Unreadable(reason: "It is no workbook of the kind .xlsx: \(error.reason).")
        }
        try readWorkbook()
        try readTexts()
        try readStyles()
        try readProperties()
    }

    /// Opens a part for reading; nil where there is none.
    func part(_ name: String) throws(Unreadable) -> XMLReader? {
        do {
            guard let file = try archive.file(name) else { return nil }
            return XMLReader(read: file.read)
        } catch {
            throw Unreadable(reason: "It cannot be unpacked: \(error.reason).")
        }
    }

    /// Walks through a part, element by element.
    private func walk(_ name: String, _ take: (XMLReader, XMLNode) throws(Unreadable) -> Void) throws(Unreadable) {
        guard let reader = try part(name) else { return }
        while let node = try Self.next(reader, name) { try take(reader, node) }
    }

    /// The next node, with a fault in words.
    static func next(_ reader: XMLReader, _ name: String) throws(Unreadable) -> XMLNode? {
        do throws(XMLFault) {
            return try reader.next()
        } catch {
            let reason = error.reason.hasSuffix(".") ? String(error.reason.dropLast()) : error.reason
            throw Unreadable(reason: "Its part \(name) cannot be read beyond line \(error.line): \(reason).")
        }
    }

    private func readWorkbook() throws(Unreadable) {
        var targets: [String: String] = [:]
        try walk("xl/_rels/workbook.xml.rels") { reader, node in
            guard node == .start("Relationship"), let id = reader.attribute("Id"), let target = reader.attribute("Target") else {
                return
            }
            targets[id] = target.hasPrefix("/") ? String(target.dropFirst()) : "xl/" + target
        }
        var found: [(name: String, part: String)] = []
        var since1904 = false
        var isThere = false
        try walk("xl/workbook.xml") { reader, node in
            isThere = true
            if node == .start("workbookPr") { since1904 = ["1", "true"].contains(reader.attribute("date1904") ?? "") }
            // The sheet's own id has the same name without its prefix: the last `id` is the relationship's.
            guard node == .start("sheet"), let name = reader.attribute("name") else { return }
            guard let part = reader.attributes("id").lazy.compactMap({ targets[$0] }).first else { return }
            found.append((name, part))
        }
        guard isThere else { throw Unreadable(reason: "It is an archive, but no workbook: it has no xl/workbook.xml.") }
        sheets = found
        counts1904 = since1904
    }

    private func readTexts() throws(Unreadable) {
        var texts: [String] = []
        var text = ""
        var bytes = 0
        var isText = false
        var isPhonetic = false
        try walk("xl/sharedStrings.xml") { _, node throws(Unreadable) in
            switch node {
            case .start("si"): text = ""
            case .start("t"): isText = !isPhonetic
            case .end("t"): isText = false
            case .start("rPh"): isPhonetic = true
            case .end("rPh"): isPhonetic = false
            case .text(let piece):
                guard isText else { return }
                bytes += piece.utf8.count
                guard bytes <= Self.mostSharedBytes else {
                    throw Unreadable(reason: "Its texts have more than \(Self.mostSharedBytes >> 20) MiB.")
                }
                text += piece
            case .end("si"): texts.append(text)
            default: break
            }
        }
        sharedTexts = texts
    }

    private func readStyles() throws(Unreadable) {
        var codes: [Int: String] = [:]
        var isCells = false
        var shows: [Bool] = []
        try walk("xl/styles.xml") { reader, node in
            switch node {
            case .start("numFmt"):
                guard let id = reader.attribute("numFmtId").flatMap({ Int($0) }) else { return }
                codes[id] = reader.attribute("formatCode")
            case .start("cellXfs"): isCells = true
            case .end("cellXfs"): isCells = false
            case .start("xf") where isCells:
                let id = reader.attribute("numFmtId").flatMap { Int($0) } ?? 0
                shows.append(SpreadsheetDate.isDate(id, code: codes[id]))
            default: break
            }
        }
        showsDate = shows
    }

    private func readProperties() throws(Unreadable) {
        var isModified = false
        var text = ""
        try walk("docProps/core.xml") { _, node in
            switch node {
            case .start("modified"): isModified = true
            case .end("modified"): isModified = false
            case .text(let piece): if isModified { text += piece }
            default: break
            }
        }
        modified = Instant(trimmed(lines: text))
    }
}
