extension ImportReport {
    /// Places of one kind of fault that the text shows; the JSON has all.
    public static let shown = 10

    /// The report as lines of plain text.
    public var lines: [String] {
        var lines: [String] = []
        for source in sources { lines += Self.lines(of: source) + [""] }
        if !otherFiles.isEmpty {
            lines.append("Files not read")
            lines += otherFiles.map { "  \($0.name)" } + [""]
        }
        for group in ImportFault.Group.allCases {
            let kinds = faultKinds.filter { $0.group == group }
            guard !kinds.isEmpty else { continue }
            lines.append(group.title)
            for kind in kinds { lines += Self.lines(of: kind, faults(kind), count(kind)) }
            lines.append("")
        }
        lines.append("\(several(rows, "row")) read, \(several(events, "event")) made, \(several(refusedRows, "row")) not taken.")
        return lines
    }

    private static func lines(of source: Source) -> [String] {
        let days = [source.first, source.last].compactMap(\.self).map(inWords).joined(separator: " to ")
        var lines = [source.title + (days.isEmpty ? "" : ", \(days)")]
        for file in source.files {
            var parts = [several(file.rows, "row"), several(file.events, "event")]
            if file.repeatedRows > 0 { parts.append("\(several(file.repeatedRows, "row")) repeated") }
            if file.refusedRows > 0 { parts.append("\(several(file.refusedRows, "row")) not taken") }
            lines.append("  \(file.name): \(parts.joined(separator: ", "))")
        }
        for count in source.counts { lines.append("  \(capital(count.title)): \(grouped(count.value))") }
        return lines
    }

    private static func lines(of kind: ImportFault.Kind, _ faults: [ImportFault], _ count: Int) -> [String] {
        var lines = ["  \(capital(kind.title)): \(grouped(count))"]
        for fault in faults.prefix(shown) {
            let child = fault.child.map { " (child \($0))" } ?? ""
            lines.append("    \(fault.place)\(child): \(fault.detail)")
        }
        if count > shown { lines.append("    … and \(grouped(count - min(shown, faults.count))) more") }
        return lines
    }
}

/// A number of things: 1 row, 12,345 rows.
private func several(_ number: Int, _ thing: String) -> String { "\(grouped(number)) \(thing)\(number == 1 ? "" : "s")" }

private func capital(_ text: String) -> String { text.prefix(1).uppercased() + text.dropFirst() }

/// Digits in groups of three: 12,345.
func grouped(_ number: Int) -> String {
    var text = ""
    for (index, digit) in String(number.magnitude).reversed().enumerated() {
        if index > 0, index % 3 == 0 { text.append(",") }
        text.append(digit)
    }
    return (number < 0 ? "-" : "") + String(text.reversed())
}
