import Crypto
import Events

/// One Annex A workbook, being read sheet by sheet.
struct AnnexAWorkbook {
    private let workbook: Workbook
    private let file: SourceFile
    private let lists: [RowMapping]
    private let made: Instant
    private var sheetsLeft: ArraySlice<(name: String, part: String)>
    private var found: Set<Int> = []
    private var sheet: AnnexASheet?
    private var isDone = false

    init(_ workbook: Workbook, file: SourceFile, lists: [RowMapping], made: Instant) {
        self.workbook = workbook
        self.file = file
        self.lists = lists
        self.made = made
        sheetsLeft = workbook.sheets[...]
    }

    /// The next item; nil at the end of the workbook.
    mutating func next(_ output: inout ImportOutput) -> RowItem? {
        while true {
            if var open = sheet {
                let item = open.next(&output)
                sheet = open
                if let item { return item }
                sheet = nil
                return .ends(sha256: hexadecimal(SHA256.hash(data: file.bytes)))
            }
            guard let (name, part) = sheetsLeft.popFirst() else {
                finish(&output)
                return nil
            }
            if let open = begin(name, part, &output) {
                found.insert(open.list)
                sheet = open
                return .begins(
                    file: "\(file.name), \(name)", content: lists[open.list].title, table: open.list, made: made)
            }
        }
    }

    private mutating func finish(_ output: inout ImportOutput) {
        guard !isDone else { return }
        isDone = true
        for (index, list) in lists.enumerated() where !found.contains(index) {
            output.faults.add(.tableMissing, Place(file: file.name), "There is no sheet with \(list.title).")
        }
        if found.isEmpty {
            output.faults.add(.fileNotRead, Place(file: file.name), "None of its sheets is a list of Annex A.")
            output.files.append(ImportReport.File(name: file.name, sha256: hexadecimal(SHA256.hash(data: file.bytes))))
        }
    }

    /// Finds which list a sheet is, and where its columns are named.
    private func begin(_ name: String, _ part: String, _ output: inout ImportOutput) -> AnnexASheet? {
        let place = Place(file: file.name, sheet: name)
        do throws(Workbook.Unreadable) {
            guard var reader = try SheetReader(workbook, part: part) else {
                output.faults.add(.sheetNotRead, place, "The workbook names this sheet, and does not hold it.")
                return nil
            }
            var rows: [SheetReader.Row] = []
            while rows.count < AnnexASheet.headerRows, let row = try reader.next() { rows.append(row) }
            let named = Self.number(in: name).map { $0 - 1 }.flatMap { lists.indices.contains($0) ? $0 : nil }
            guard let header = AnnexAHeader(rows, lists, named: named) else {
                if named != nil, rows.contains(where: { !$0.isBlank }) {
                    output.faults.add(
                        .sheetNotRead, place,
                        "It has no row of column names that are those of the list, among its first \(AnnexASheet.headerRows).")
                } else {
                    output.faults.add(.sheetUnknown, place, "It has no columns of any list, and is not read.")
                }
                return nil
            }
            guard !found.contains(header.list) else {
                output.faults.add(.sheetNotRead, place, "\(lists[header.list].title) stands in another sheet already.")
                return nil
            }
            let at = Place(file: file.name, sheet: name, row: header.row)
            let columns = ColumnFinder(header.names, lists[header.list], at: at, output: &output)
            guard columns.missing.isEmpty else {
                let missing = columns.missing.joined(separator: " and ")
                output.faults.add(.sheetNotRead, place, "Without the column \(missing) none of its rows says anything.")
                return nil
            }
            return AnnexASheet(
                list: header.list, mapping: lists[header.list], place: place, columns: columns, counts1904: workbook.counts1904,
                reader: reader, waiting: rows.filter { $0.number > header.row }, headerRow: header.row)
        } catch {
            output.faults.add(.sheetNotRead, place, error.reason)
            return nil
        }
    }

    /// The number in `List 3`, `list_3` or `3. Referrals`.
    private static func number(in name: String) -> Int? {
        let digits = name.drop { !$0.isNumber }.prefix { $0.isNumber }
        return Int(digits)
    }
}

/// Where the columns of a list are named.
struct AnnexAHeader {
    let list: Int
    /// The row of the names.
    let row: Int
    /// By column; "" where there is no name.
    let names: [String]

    /// Names that must be those of a list, for a row to be its header.
    private static let leastMatches = 4

    /// Takes the row with the most names of one list; the list that the sheet's name gives wins over another with as many.
    /// A cell merged over two rows has its text in the upper: where the row has no name, the nearest above it is taken.
    ///
    /// - Parameter named: the list that the sheet is named after.
    init?(_ rows: [SheetReader.Row], _ lists: [RowMapping], named: Int?) {
        var best: (matches: Int, list: Int, at: Int, names: [String])?
        for (at, row) in rows.enumerated() where !row.isBlank {
            let names = Self.names(rows[...at])
            let order = (named.map { [$0] } ?? []) + lists.indices.filter { $0 != named }
            for list in order {
                let matches = ColumnFinder.matches(names, lists[list])
                if matches >= Self.leastMatches, matches > best?.matches ?? 0 { best = (matches, list, at, names) }
            }
        }
        guard let best else { return nil }
        list = best.list
        row = rows[best.at].number
        names = best.names
    }

    /// The names that a row gives, with those above it for cells where it has none.
    private static func names(_ rows: ArraySlice<SheetReader.Row>) -> [String] {
        guard let last = rows.last, let end = last.cells.keys.max() else { return [] }
        return (0...end).map { column in
            for row in rows.reversed() {
                let text = row.cells[column]?.text ?? ""
                if !text.isEmpty { return String(text.map { $0.isNewline ? " " : $0 }) }
            }
            return ""
        }
    }
}
