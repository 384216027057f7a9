/// Rows under headings, fitted to the width of the screen. Long cells are wrapped; the last column has what the others
/// leave.
struct Table {
    /// One cell: what it says, and below it notes that a reader should not miss.
    struct Cell {
        var text: String
        var notes: [String] = []

        init(_ text: String, notes: [String] = []) {
            self.text = text
            self.notes = notes
        }
    }

    struct Column {
        var heading: String
        /// Columns of the screen it takes at most.
        var most: Int
        var isNumber = false

        init(_ heading: String, most: Int = 24, isNumber: Bool = false) {
            self.heading = heading
            self.most = most
            self.isNumber = isNumber
        }
    }

    private static let gap = 2
    /// With less room than this for the last column, each row is set as a heading with the last cell below it.
    private static let leastRoom = 30
    private static let indent = 4

    let columns: [Column]
    var rows: [[Cell]] = []

    init(_ columns: [Column]) { self.columns = columns }

    mutating func add(_ cells: [Cell]) {
        precondition(cells.count == columns.count, "as many cells as columns")
        rows.append(cells)
    }

    mutating func add(_ cells: [String], notes: [String] = []) {
        guard let last = cells.last else { return }
        add(cells.dropLast().map { Cell($0) } + [Cell(last, notes: notes)])
    }

    func lines(_ look: Look) -> [String] {
        let widths = naturalWidths()
        let room = look.width - widths.dropLast().reduce(0) { $0 + $1 + Self.gap }
        guard room >= Self.leastRoom || room >= widths.last ?? 0 else { return stacked(look) }
        let heading = row(columns.map { Cell($0.heading) }, widths.dropLast() + [room], Look(width: look.width))
        return heading.map(look.heading) + rows.flatMap { row($0, widths.dropLast() + [room], look) }
    }

    private func naturalWidths() -> [Int] {
        columns.indices.map { index in
            let cells = rows.map { $0[index].text.safe } + [columns[index].heading]
            let widest = cells.flatMap { $0.split(separator: "\n") }.map { DisplayWidth.of($0) }.max() ?? 0
            return index == columns.count - 1 ? widest : min(widest, columns[index].most)
        }
    }

    private func row(_ cells: [Cell], _ widths: [Int], _ look: Look) -> [String] {
        let wrapped = zip(cells, widths).map { cell, width in
            cell.text.wrapped(to: width).map { (text: $0, isNote: false) }
                + cell.notes.flatMap { $0.wrapped(to: width) }.map { (text: $0, isNote: true) }
        }
        let height = wrapped.map(\.count).max() ?? 0
        return (0..<height).map { line in
            var text = ""
            for (index, lines) in wrapped.enumerated() {
                let part = line < lines.count ? lines[line] : (text: "", isNote: false)
                let isLast = index == wrapped.count - 1
                let spaces = String(repeating: " ", count: max(0, widths[index] - DisplayWidth.of(part.text)))
                let shown = part.isNote ? look.note(part.text) : part.text
                text += columns[index].isNumber ? spaces + shown : isLast ? shown : shown + spaces
                if !isLast { text += String(repeating: " ", count: Self.gap) }
            }
            return text.withoutTrailingSpaces
        }
    }

    private func stacked(_ look: Look) -> [String] {
        rows.flatMap { cells in
            guard let last = cells.last else { return [String]() }
            // Without its column's heading a figure says nothing.
            let named = zip(columns, cells).dropLast().filter { !$1.text.isEmpty }.map { column, cell in
                column.isNumber ? "\(column.heading) \(cell.text.safeLine)" : cell.text.safeLine
            }
            let head = named.joined(separator: "; ")
            let margin = String(repeating: " ", count: Self.indent)
            return head.wrapped(to: look.width).map(look.heading)
                + last.text.wrapped(to: look.width - Self.indent).map { margin + $0 }
                + last.notes.flatMap { $0.wrapped(to: look.width - Self.indent) }.map { margin + look.note($0) }
        }
    }
}

extension String {
    var withoutTrailingSpaces: String {
        var text = self
        while text.last == " " { text.removeLast() }
        return text
    }
}
