import Events

/// How the rows of one table become events.
///
/// A mapping file says it in YAML (`schemas/mappings/mapping.schema.json`); the lists of Annex A say it in code. Columns are
/// numbered in the order of ``columns``, whatever their order in the file.
struct RowMapping: Sendable {
    /// What the table is called in reports.
    var title: String
    /// Names the table as a source of events, such as `/ssd/cp-visits`.
    var source: String
    /// The columns that are read.
    var columns: [Column]
    /// Names the subject, such as `case/{child}`.
    var subject: Template
    /// When the row was written down in its source system; nil where no column tells.
    var entered: TimeRule?
    /// The day of birth of the child the row is about, to tell what is dated before it.
    var birth: Int?
    /// Begins the names of the attributes in which an event keeps the cells of its row as they stand; nil keeps none.
    var keeps: String?
    /// What codes become, by the name of the table of codes.
    var values: [String: ValueTable] = [:]
    var events: [EventRule]

    /// A column that is read.
    struct Column: Sendable {
        /// As files write it; letters and digits are compared, in any case.
        var name: String
        /// Other names for it.
        var others: [String] = []
        /// Whether a row says nothing without it.
        var isNeeded = false
        /// The end of its attribute's name; nil takes the letters of `name`.
        var short: String?
        /// Whether its cells are kept as attributes.
        var isKept = true
        /// Whether it holds days, so that a spreadsheet's number in it is one.
        var isDate = false
    }

    /// Codes and what they become.
    struct ValueTable: Sendable {
        var values: [String: EventDraft.Value]
        /// What every other code becomes; nil reports it.
        var otherwise: EventDraft.Value?

        /// What a cell becomes: one that is in the table as it stands, in small letters, or by the code in it.
        subscript(text: String) -> EventDraft.Value? {
            if let value = values[text] ?? values[text.lowercased()] { return value }
            let code = Self.code(in: text)
            return values[code] ?? values[code.lowercased()]
        }

        /// The code in a cell that says more: `q) 6: Police` holds 6, `N1 - Abuse or Neglect` N1, `a) Male` Male.
        static func code(in text: String) -> String {
            var rest = text[...]
            if let close = rest.firstIndex(of: ")"), rest[..<close].utf8.count <= 2, rest[..<close].allSatisfy(\.isLetter) {
                rest = rest[rest.index(after: close)...]
            }
            if let colon = rest.firstIndex(of: ":") { rest = rest[..<colon] }
            if let dash = rest.firstRange(of: " - ") { rest = rest[..<dash.lowerBound] }
            return trimmed(lines: String(rest))
        }
    }

    /// One event that a row may become.
    struct EventRule: Sendable {
        /// Names the rule within its mapping, for ``ValueRule/event(_:)``.
        var name: String
        /// Whether a row becomes this event.
        var when: Condition = .all([])
        var type: String
        var id: Template
        var time: TimeRule
        var author = AuthorRule()
        var data: [FieldRule] = []
        /// The subject, where it is another than the row's.
        var subject: Template?
        /// Whether it keeps the cells of the row; nil where the first event made does.
        var keeps: Bool?
    }

    struct FieldRule: Sendable {
        var name: String
        var value: ValueRule
        /// Whether there is no event without it.
        var isNeeded = false
    }

    struct AuthorRule: Sendable {
        var id: Template?
        var name: Template?
        var role: Template?
        var team: Template?
    }

    /// Where a field's value comes from.
    indirect enum ValueRule: Sendable {
        case constant(EventDraft.Value)
        /// A cell, by way of a table of codes where one is named.
        case cell(Int, values: String?, kind: Kind)
        case text(Template)
        case list([ValueRule])
        /// A cell that holds several values.
        case parts(Int, separator: Character, values: String?)
        case object([FieldRule])
        /// The id of another event of the same row, for `based_on`.
        case event(String)
    }

    /// What a cell holds.
    enum Kind: String, Sendable {
        case text, date, time, boolean, number
    }

    /// Where a time comes from.
    struct TimeRule: Sendable {
        /// Nil for the day on which the file was made: that is how long what it says is known to hold.
        var column: Int?
        /// How exactly the column knows; nil takes a cell with a clock for an instant, `2026-03` for a month, `2026` for a
        /// year, anything else for a day.
        var precision: Precision?

        enum Precision: String, Sendable { case day, instant, month, year }
    }
}

/// Whether something holds of a row.
indirect enum Condition: Sendable {
    case present(Int)
    case absent(Int)
    /// The cell, or the code in it, is one of these, in any case of letters; see ``RowMapping/ValueTable/code(in:)``.
    case isOneOf(Int, [String])
    case not(Condition)
    case all([Condition])
    case any([Condition])

    func holds(_ cells: [String]) -> Bool {
        switch self {
        case .present(let column): !cells[column].isEmpty
        case .absent(let column): cells[column].isEmpty
        case .isOneOf(let column, let values): Self.isOne(cells[column], of: values)
        case .not(let condition): !condition.holds(cells)
        case .all(let conditions): conditions.allSatisfy { $0.holds(cells) }
        case .any(let conditions): conditions.contains { $0.holds(cells) }
        }
    }

    private static func isOne(_ text: String, of values: [String]) -> Bool {
        let (whole, code) = (text.lowercased(), RowMapping.ValueTable.code(in: text).lowercased())
        return values.contains { $0.lowercased() == whole || $0.lowercased() == code }
    }
}

/// A text with cells in it: `visit/{visit_id}`.
struct Template: Sendable {
    enum Part: Sendable {
        case text(String)
        case cell(Int)
    }

    var parts: [Part]

    /// The text; nil where one of its cells says nothing.
    func filled(_ cells: [String]) -> String? {
        var text = ""
        for part in parts {
            switch part {
            case .text(let fixed): text += fixed
            case .cell(let column):
                guard !cells[column].isEmpty else { return nil }
                text += cells[column]
            }
        }
        return text
    }

    /// Reads `text`, in which `{NAME}` stands for a column.
    ///
    /// - Parameter column: the number of a column; nil where there is none of that name.
    /// - Returns: the template, or the name that is no column; an empty one where a brace is not closed.
    static func read(_ text: String, column: (String) -> Int?) -> Result<Template, Unknown> {
        var parts: [Part] = []
        var rest = text[...]
        while let open = rest.firstIndex(of: "{") {
            if open > rest.startIndex { parts.append(.text(String(rest[..<open]))) }
            guard let close = rest[open...].firstIndex(of: "}") else { return .failure(Unknown(name: "")) }
            let name = String(rest[rest.index(after: open)..<close])
            guard let number = column(name) else { return .failure(Unknown(name: name)) }
            parts.append(.cell(number))
            rest = rest[rest.index(after: close)...]
        }
        if !rest.isEmpty { parts.append(.text(String(rest))) }
        return .success(Template(parts: parts))
    }

    struct Unknown: Error { let name: String }
}
