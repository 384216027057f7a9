/// Puts a list's mapping together.
struct ListBuilder {
    private var mapping: RowMapping
    private let number: Int
    /// The columns that every list about children has.
    let child: Int

    /// - Parameters:
    ///   - number: the list's, 1 to 11.
    ///   - title: as "contacts".
    ///   - person: the name of the column that says whom a row is about.
    ///   - subject: what stands before that in the subject.
    init(
        _ number: Int, _ title: String, person: String = "Child Unique ID", others: [String] = ["Child ID"],
        subject: String = "case/"
    ) {
        self.number = number
        child = 0
        mapping = RowMapping(
            title: "list \(number), \(title)", source: "/annex-a",
            columns: [RowMapping.Column(name: person, others: others, isNeeded: true, isKept: false)],
            subject: Template(parts: [.text(subject), .cell(0)]), keeps: "axa", values: AnnexACodes.tables, events: [])
    }

    /// Adds a column, and gives its number.
    mutating func column(_ name: String, _ short: String? = nil, others: [String] = [], date: Bool = false, kept: Bool = true)
        -> Int
    {
        mapping.columns.append(
            RowMapping.Column(name: name, others: others, short: short, isKept: kept, isDate: date))
        return mapping.columns.count - 1
    }

    /// Adds what every list about children says of each: who it is, as known when the list was made.
    mutating func addPerson(age: String = "Age", disability: String? = "Does the Child have a Disability") {
        let sex = column("Gender", others: ["Sex"], kept: false)
        let ethnicity = column("Ethnicity", kept: false)
        let born = column("Date of Birth", date: true, kept: false)
        _ = column(age, others: ["Age", "Age of Child (Years)"], kept: false)
        mapping.birth = born
        if let disability { _ = column(disability, "disability") }
        mapping.events.append(
            RowMapping.EventRule(
                name: "person", type: "person.recorded", id: Template(parts: [.text("child/"), .cell(child), .text("/person")]),
                time: RowMapping.TimeRule(column: nil),
                data: [
                    children, RowMapping.FieldRule(name: "person", value: .cell(child, values: nil, kind: .text)),
                    RowMapping.FieldRule(name: "relationship", value: .constant(.text("subject"))),
                    RowMapping.FieldRule(name: "date_of_birth", value: .cell(born, values: nil, kind: .date)),
                    RowMapping.FieldRule(name: "sex", value: .cell(sex, values: "sexes", kind: .text)),
                    RowMapping.FieldRule(name: "ethnicity", value: .cell(ethnicity, values: "ethnicities", kind: .text)),
                ], keeps: false))
    }

    /// Adds who is responsible, as known when the list was made.
    mutating func addAllocation() {
        let team = column("Allocated Team")
        let worker = column("Allocated Worker")
        addAllocation(worker, team, role: "allocated_worker")
    }

    mutating func addAllocation(_ worker: Int, _ team: Int, role: String) {
        mapping.events.append(
            RowMapping.EventRule(
                name: role, when: .present(worker), type: "case.allocated",
                id: Template(parts: [.text("child/"), .cell(child), .text("/allocated/\(role)")]),
                time: RowMapping.TimeRule(column: nil),
                data: [
                    children,
                    RowMapping.FieldRule(
                        name: "worker",
                        value: .object([
                            RowMapping.FieldRule(name: "name", value: .cell(worker, values: nil, kind: .text)),
                            RowMapping.FieldRule(name: "team", value: .cell(team, values: nil, kind: .text)),
                        ])),
                    RowMapping.FieldRule(name: "allocation_role", value: .constant(.text(role))),
                    RowMapping.FieldRule(name: "reasons", value: .constant(.text("As listed"))),
                ], keeps: false))
    }

    /// Adds an event on the day in `column`, where the row gives one.
    mutating func event(
        _ name: String, _ type: String, on column: Int, when: Condition = .all([]), aboutChild: Bool = true,
        _ data: [(String, RowMapping.ValueRule)] = []
    ) {
        mapping.events.append(
            RowMapping.EventRule(
                name: name, when: .all([.present(column), when]), type: type,
                id: Template(parts: [.text("list-\(number)/"), .cell(child), .text("/\(name)/"), .cell(column)]),
                time: RowMapping.TimeRule(column: column, precision: .day),
                data: (aboutChild ? [children] : []) + data.map { RowMapping.FieldRule(name: $0.0, value: $0.1) }))
    }

    /// Adds a note on the day in `column`, for what the vocabulary has no word for.
    mutating func note(_ name: String, _ what: String, on column: Int, kind: String = "other", aboutChild: Bool = true) {
        event(
            name, "case_note.entered", on: column, aboutChild: aboutChild,
            [("note_type", .constant(.text(kind))), ("purpose", .constant(.text("Annex A list \(number): \(what)")))])
    }

    /// Adds a document on the day on which the list was made, for what belongs to no day.
    mutating func document(_ name: String, _ summary: String, aboutChild: Bool = true) {
        mapping.events.append(
            RowMapping.EventRule(
                name: name, type: "document.completed",
                id: Template(parts: [.text("list-\(number)/"), .cell(child), .text("/\(name)")]),
                time: RowMapping.TimeRule(column: nil),
                data: (aboutChild ? [children] : [])
                    + [
                        RowMapping.FieldRule(name: "document_type", value: .constant(.text("other"))),
                        RowMapping.FieldRule(name: "document_ref", value: .constant(.text("Annex A list \(number)"))),
                        RowMapping.FieldRule(name: "summary", value: .constant(.text(summary))),
                    ]))
    }

    var list: RowMapping { mapping }

    private var children: RowMapping.FieldRule {
        RowMapping.FieldRule(name: "children", value: .list([.cell(child, values: nil, kind: .text)]))
    }
}

extension RowMapping.ValueRule {
    /// A fixed text.
    static func word(_ text: String) -> Self { .constant(.text(text)) }

    /// What a cell says.
    static func cell(_ column: Int) -> Self { .cell(column, values: nil, kind: .text) }
}
