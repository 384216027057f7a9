import CSV
import Events

/// Proposes a mapping for a CSV file whose columns nobody has described yet: what can be told by looking, and remarks where
/// a person has to say what is meant.
public struct MappingSketch {
    /// Rows that are looked at.
    public static let rows = 2_000

    private let file: String
    private var columns: [ColumnSketch] = []
    private var count = 0
    private let separator: UInt8

    /// Bytes of the first row by which the separator is told.
    private static let tellingBytes = 4096

    /// Nil where the file has no row of column names that can be read.
    public init?(_ source: ByteSource) {
        file = source.name
        var reader = CSVReader(read: source.digested().read)
        guard !Table.isUTF16(reader.beginning(Table.tellingBytes)) else { return nil }
        separator = Self.separator(reader.beginning(Self.tellingBytes))
        reader.separator = separator
        guard let header = reader.next(), header.problem == nil, !header.isBlank else { return nil }
        columns = header.cells.map { ColumnSketch(name: trimmed($0 ?? "")) }
        while count < Self.rows, let row = reader.next() {
            guard row.problem == nil, !row.isBlank, row.cells.count == columns.count else { continue }
            count += 1
            for (at, cell) in row.cells.enumerated() { columns[at].add(trimmed(cell ?? "")) }
        }
    }

    /// The same of a file that is in memory.
    public init?(_ file: SourceFile) { self.init(ByteSource(file)) }

    /// What stands most often between the names of the columns; a comma where nothing does.
    private static func separator(_ beginning: [UInt8]) -> UInt8 {
        var counts: [UInt8: Int] = [:]
        var isQuoted = false
        for byte in beginning {
            if byte == UInt8(ascii: "\"") { isQuoted.toggle() }
            guard !isQuoted else { continue }
            guard byte != UInt8(ascii: "\n"), byte != UInt8(ascii: "\r") else { break }
            counts[byte, default: 0] += 1
        }
        var found = CSVSeparator.all[0].byte
        for (byte, _) in CSVSeparator.all where counts[byte, default: 0] > counts[found, default: 0] { found = byte }
        return found
    }

    /// What a table is about, by words in its name and columns.
    private static let kinds: [(words: [String], type: String, data: [String])] = [
        (["visit"], "visit.made", ["visit_type: {value: other}   # say which"]),
        (
            ["assess"], "assessment.completed",
            ["assessment_type: {value: child_and_family}   # or early_help, health, carer …"]
        ),
        (["review"], "meeting.held", ["meeting_type: {value: looked_after_review}   # or review_conference …"]),
        (["conference", "icpc", "meeting"], "meeting.held", ["meeting_type: {value: icpc}   # or core_group, cin_meeting …"]),
        (["plan"], "plan.agreed", ["plan_type: {value: child_in_need}   # or child_protection, care, pathway …"]),
        (["involvement", "allocat"], "case.allocated", ["allocation_role: {value: allocated_worker}"]),
        (["s47", "enquiry"], "enquiry.started", ["enquiry_type: {value: section_47}"]),
        (["referral", "contact"], "referral.received", ["referral_type: {value: referral}", "from_role: {value: other}"]),
        (["missing"], "missing_episode.started", []),
    ]

    /// The mapping as YAML.
    public var yaml: String {
        // A name that stands twice is read once: its first column.
        var known: Set<String> = []
        let used = columns.filter { !$0.name.isEmpty && known.insert($0.plain).inserted }
        let subject = self.subject(used)
        let isWritten = { (column: ColumnSketch) in
            column.names("recorded", "entered", "created", "updated", "modified", "written")
        }
        let days = used.filter { $0.kind(rows: count) == .day && !$0.names("birth", "dob", "due") }
        let time = days.first { !isWritten($0) } ?? days.first
        let entered = days.first { isWritten($0) && $0.name != time?.name }
        let named = self.identifier(used, but: subject)
        // Where no column tells rows apart, whom it is about and when may.
        let naming = named.map { [$0] } ?? [subject, time].compactMap(\.self)
        let identifier = naming.map { "{\($0.name)}" }.joined(separator: "/")
        let words = ([file] + used.map(\.name)).map { $0.lowercased() }
        let kind = Self.kinds.first { kind in kind.words.contains { word in words.contains { $0.contains(word) } } }
        var lines = [
            "# A proposal for \(file), made by looking at \(count) rows. Read it, put right what is marked, and try it with --dry-run.",
            "title: \(Self.quoted(file))", "source: /csv/\(Self.word(file))   # what the system is called that made the file",
            "subject: case/{\(subject?.name ?? "")}   # the child or case that a row is about",
            "keep: csv   # cells are kept as they stand in attributes that begin so",
        ]
        if separator != CSVSeparator.all[0].byte, let name = CSVSeparator.all.first(where: { $0.byte == separator })?.name {
            lines.append("separator: \"\(name)\"")
        }
        if let entered { lines.append("entered: \(Self.quoted(entered.name))   # when the row was written down") }
        lines.append("columns:")
        for column in used {
            let isNeeded = column.name == subject?.name || column.name == time?.name
            lines.append("  - {name: \(Self.quoted(column.name))\(isNeeded ? ", needed: true" : "")}   # \(says(column))")
        }
        lines += values(used.filter { $0.name != subject?.name && $0.name != named?.name })
        lines += [
            "events:", "  - type: \(kind?.type ?? "case_note.entered")   # what a row says happened",
            "    id: row/\(identifier)   # names the event; must be another for each row",
            "    time: \(Self.quoted(time?.name ?? "NO COLUMN OF DAYS WAS FOUND"))   # when it happened", "    data:",
            "      children: {list: [{column: \(Self.quoted(subject?.name ?? ""))}]}",
        ]
        let own = kind?.data ?? ["note_type: {value: other}"]
        lines += own.map { "      \($0)" }
        if kind?.type == "visit.made" {
            let seen = used.first { $0.names("seen") && !$0.names("alone") }
            lines.append("      child_seen: {column: \(Self.quoted(seen?.name ?? "WHICH?")), as: boolean, needed: true}")
            if let alone = used.first(where: { $0.names("alone") }) {
                lines.append("      seen_alone: {column: \(Self.quoted(alone.name)), as: boolean}")
            }
        }
        if kind?.type == "case.allocated" {
            let worker = used.first { $0.names("professional", "worker") }
            lines.append("      worker: {column: \(Self.quoted(worker?.name ?? "WHICH?")), needed: true}")
        }
        return lines.joined(separator: "\n") + "\n"
    }

    /// The column that names the child.
    private func subject(_ used: [ColumnSketch]) -> ColumnSketch? {
        func isReference(_ column: ColumnSketch) -> Bool {
            let kind = column.kind(rows: count)
            return kind == .identifier || kind == .text || kind == .code
        }
        let named = used.filter { $0.names("child", "person", "client", "case") && isReference($0) }
        return named.first { $0.plain.hasSuffix("id") || $0.plain.hasSuffix("ref") || $0.plain == "child" } ?? named.first
            ?? used.first
    }

    /// The column that names a row; nil where none is different in every row.
    private func identifier(_ used: [ColumnSketch], but subject: ColumnSketch?) -> ColumnSketch? {
        let found = used.filter { $0.kind(rows: count) == .identifier && $0.name != subject?.name }
        return found.first { $0.plain.hasSuffix("id") || $0.plain.hasSuffix("ref") } ?? found.first
    }

    private func says(_ column: ColumnSketch) -> String {
        let kind =
            switch column.kind(rows: count) {
            case .empty: "always empty"
            case .day: column.slips > 0 ? "days; \(column.slips) cannot be read" : "days"
            case .flag: "yes or no"
            case .code: "\(column.codes.count) different codes"
            case .identifier: "different in every row"
            case .text: "text"
            }
        return column.filled < count && column.filled > 0 ? "\(kind); empty in \(count - column.filled) rows" : kind
    }

    private func values(_ used: [ColumnSketch]) -> [String] {
        let coded = used.filter { $0.kind(rows: count) == .code }
        guard !coded.isEmpty else { return [] }
        var lines = ["values:   # what codes become; the right side is for you to say"]
        for column in coded {
            lines.append("  \(Self.quoted(column.name)):")
            lines.append("    codes:")
            for (code, number) in column.codes.sorted(by: { ($1.value, $0.key) < ($0.value, $1.key) }) {
                lines.append("      \(Self.quoted(code)): \(Self.quoted(code))   # \(number) row\(number == 1 ? "" : "s")")
            }
        }
        return lines
    }

    /// In double quotes, so that it is text to every reader.
    private static func quoted(_ text: String) -> String {
        var quoted = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"", "\\": quoted += "\\\(scalar)"
            case _ where scalar.value < 0x20: quoted += " "
            default: quoted.unicodeScalars.append(scalar)
            }
        }
        return quoted + "\""
    }

    /// The last part of a path, without its ending, in small letters and hyphens.
    private static func word(_ path: String) -> String {
        let name = (path.split(separator: "/").last ?? "").split(separator: ".").first ?? ""
        let letters = name.lowercased().utf8.map { $0.isLetterOrDigit ? $0 : UInt8(ascii: "-") }
        return letters.isEmpty ? "export" : String(decoding: letters, as: UTF8.self)
    }
}
