import Events

/// Makes the events of one row.
struct RowEvents {
    let mapping: RowMapping
    let row: RowStatement
    private let settings: RowsMapping.Settings
    /// What the row is about, as `case/104`; nil where the cells that name it are empty.
    private let subject: String?
    /// The day of birth of the child, where the row gives one that can be read.
    var birth: Day?
    private(set) var events: [(type: String, event: ImportedEvent)] = []
    private(set) var faults = FaultBook()
    /// What the row is about: the id of its first event, without the mark of its content.
    private(set) var key: String?
    /// Ids of the events made, by the name of their rule.
    private(set) var ids: [String: String] = [:]
    /// Columns whose time no clock showed, as far as that was told.
    private var passedOver: Set<Int> = []
    private var isKept = false

    init(_ mapping: RowMapping, _ row: RowStatement, _ settings: RowsMapping.Settings) {
        self.mapping = mapping
        self.row = row
        self.settings = settings
        subject = mapping.subject.filled(row.cells)
    }

    /// The subject's reference, as the child of faults.
    var reference: String? { subject.flatMap(Subject.init)?.ref }

    mutating func fault(_ kind: ImportFault.Kind, _ detail: String) {
        faults.add(kind, row.place, child: reference, detail)
    }

    /// Makes every event whose condition holds.
    mutating func make() {
        guard let subject else {
            fault(.childUnusable, "The cells that name its subject are empty.")
            return
        }
        guard canBeNamed(subject) else { return }
        var isMeant = false
        for rule in mapping.events where rule.when.holds(row.cells) {
            isMeant = true
            make(rule, subject)
        }
        if !isMeant { fault(.valueMissing, "No rule of the mapping takes it; it says nothing that becomes an event.") }
    }

    private mutating func make(_ rule: RowMapping.EventRule, _ subject: String) {
        switch mapping.outcome(of: rule, row, settings) {
        case .event(let time, let entered):
            noteTimes(of: rule)
            guard let data = data(rule) else { return }
            checkBirth(time, rule)
            add(rule, rule.type, rule.id.filled(row.cells), about: subject, time, entered, data)
        case .document(let summary, let made, let reason):
            noteTimes(of: rule)
            fault(reason.kind, reason.detail)
            let id = (rule.id.filled(row.cells) ?? key).map { $0 + "/ahead" }
            add(rule, "document.completed", id, about: subject, .day(London.day(of: made)), made, document(summary))
        case .nothing(let reason): fault(reason.kind, reason.detail)
        }
    }

    private func document(_ summary: String) -> [EventDraft.Field] {
        [
            EventDraft.Field("document_type", "other"), EventDraft.Field("document_ref", mapping.title),
            EventDraft.Field("summary", summary),
        ]
    }

    /// Reports the times of an event that no clock showed.
    private mutating func noteTimes(of rule: RowMapping.EventRule) {
        for time in [rule.time, mapping.entered] { if let column = time?.passedOver(row.cells) { notShown(column) } }
    }

    /// Reports a time that no clock showed, once for each cell.
    mutating func notShown(_ column: Int) {
        guard passedOver.insert(column).inserted else { return }
        let name = mapping.columns[column].name
        fault(.timeNotShown, "\(name) is \"\(row.cells[column])\", when clocks went forward; it is taken as an hour later.")
    }

    private mutating func checkBirth(_ time: EventDraft.When, _ rule: RowMapping.EventRule) {
        guard let birth, London.day(of: time.instant) < birth.adding(days: -gestation), rule.type != "person.recorded" else {
            return
        }
        fault(
            .beforeBirth,
            "\(rule.type) on \(inWords(London.day(of: time.instant))), but the child was born on \(inWords(birth)).")
    }

    /// - Parameter type: the rule's, or that of the document in its place.
    private mutating func add(
        _ rule: RowMapping.EventRule, _ type: String, _ id: String?, about subject: String, _ time: EventDraft.When,
        _ entered: Instant?, _ data: [EventDraft.Field]
    ) {
        guard let id else {
            fault(.valueMissing, "The cells that name its \(rule.type) are empty.")
            return
        }
        guard !Posting.hasControlCharacter(id) else {
            fault(.cellControl, "The cells that name its \(rule.type) hold \(controlCharacter); it is not taken.")
            return
        }
        let about = rule.subject?.filled(row.cells) ?? subject
        guard canBeNamed(about) else { return }
        let keeps = rule.keeps ?? !isKept
        let draft = EventDraft(
            id: id, type: type, subject: about, time: time, author: author(rule.author), attributes: keeps ? row.kept : [],
            data: data)
        if keeps { isKept = true }
        let event = draft.statement(source: mapping.source, entered: entered, place: row.place)
        ids[rule.name] = event.id
        if key == nil, rule.keeps != false { key = id }
        events.append((type, event))
    }

    /// Whether `subject` can name one; with a fault where it cannot.
    private mutating func canBeNamed(_ subject: String) -> Bool {
        guard Subject(subject) == nil else { return true }
        fault(.childUnusable, "It names \(subject); a reference has 1 to \(Subject.refLength) letters, digits or . _ ~ : @ + -")
        return false
    }

    /// Of somebody whom the row does not name, it says no role either.
    private mutating func author(_ rule: RowMapping.AuthorRule) -> EventDraft.Author {
        guard let id = attribute("actor", rule.id) else { return EventDraft.Author() }
        return EventDraft.Author(
            id: id, name: attribute("actorname", rule.name), role: attribute("actorrole", rule.role),
            team: attribute("actorteam", rule.team))
    }

    /// What a template says, where an attribute can say it.
    private mutating func attribute(_ name: String, _ template: Template?) -> String? {
        guard let text = template?.filled(row.cells) else { return nil }
        guard !Posting.hasControlCharacter(text) else {
            fault(.cellControl, "The cells for \(name) hold \(controlCharacter); they are left out.")
            return nil
        }
        return text
    }
}
