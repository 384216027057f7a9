import Events
import JSON

/// Makes the events of one row.
struct RowEvents {
    private let mapping: RowMapping
    private let row: RowStatement
    private let settings: RowsMapping.Settings
    /// The subject's reference, as the child of faults.
    private(set) var reference: String?
    /// The day of birth of the child, where the row gives one that can be read.
    var birth: Day?
    private(set) var events: [(type: String, event: ImportedEvent)] = []
    private(set) var faults = FaultBook()
    /// What the row is about: the id of its first event, without the mark of its content.
    private(set) var key: String?
    /// Ids of the events made, by the name of their rule.
    private var ids: [String: String] = [:]
    private var isKept = false

    init(_ mapping: RowMapping, _ row: RowStatement, _ settings: RowsMapping.Settings) {
        self.mapping = mapping
        self.row = row
        self.settings = settings
        reference = mapping.subject.filled(row.cells).flatMap(Subject.init)?.ref
    }

    mutating func fault(_ kind: ImportFault.Kind, _ detail: String) {
        faults.add(kind, row.place, child: reference, detail)
    }

    /// Makes every event whose condition holds.
    mutating func make() {
        guard let subject = mapping.subject.filled(row.cells) else {
            fault(.childUnusable, "The cells that name its subject are empty.")
            return
        }
        guard Subject(subject) != nil else {
            let detail = "It names \(subject); a reference has 1 to \(Subject.refLength) letters, digits or . _ ~ : @ + -"
            fault(.childUnusable, detail)
            return
        }
        var isMeant = false
        for rule in mapping.events where rule.when.holds(row.cells) {
            isMeant = true
            make(rule, subject)
        }
        if !isMeant { fault(.valueMissing, "No rule of the mapping takes it; it says nothing that becomes an event.") }
    }

    private mutating func make(_ rule: RowMapping.EventRule, _ subject: String) {
        switch rule.time.stated(row.cells, made: settings.entered) {
        case .none:
            guard let column = rule.time.column else {
                fault(.dateMissing, "Nothing tells when the file was made; say it with --entered.")
                return
            }
            keepUndated(rule, subject, .dateMissing, "\(mapping.columns[column].name) is \(row.absence(column))")
        case .unreadable:
            let column = rule.time.column ?? 0
            keepUndated(rule, subject, .dateUnreadable, "\(mapping.columns[column].name) is \"\(row.cells[column])\"")
        case .time(let time):
            guard let (entered, latest) = enteredTime() else { return }
            if rule.time.isPassedOver(row.cells), let column = rule.time.column { notShown(column) }
            if let latest, time.earliest > latest {
                keepAhead(rule, subject, time, latest, entered)
            } else if let data = data(rule) {
                checkBirth(time, rule)
                add(rule, subject, time, entered, data)
            }
        }
    }

    /// When the row was written down, and the last moment it can know of; nil, with a fault, where that cannot be read.
    private mutating func enteredTime() -> (entered: Instant?, latest: Instant?)? {
        guard let rule = mapping.entered else { return (settings.entered, settings.entered ?? settings.now) }
        switch rule.stated(row.cells, made: settings.entered) {
        case .none: return (settings.entered, settings.entered ?? settings.now)
        case .time(let time):
            if rule.isPassedOver(row.cells), let column = rule.column { notShown(column) }
            return (time.instant, settings.now)
        case .unreadable:
            let column = rule.column ?? 0
            fault(
                .dateUnreadable,
                "\(mapping.columns[column].name), the entry time, is \"\(row.cells[column])\"; without it the row cannot be placed."
            )
            return nil
        }
    }

    /// Reports a time that no clock showed, once for each cell.
    private mutating func notShown(_ column: Int) {
        let detail =
            "\(mapping.columns[column].name) is \"\(row.cells[column])\", when clocks went forward; it is taken as an hour later."
        guard !faults.faults.contains(where: { $0.kind == .timeNotShown && $0.detail == detail }) else { return }
        fault(.timeNotShown, detail)
    }

    private mutating func checkBirth(_ time: EventDraft.When, _ rule: RowMapping.EventRule) {
        guard let birth, London.day(of: time.instant) < birth.adding(days: -gestation), rule.type != "person.recorded" else {
            return
        }
        fault(
            .beforeBirth,
            "\(rule.type) on \(inWords(London.day(of: time.instant))), but the child was born on \(inWords(birth)).")
    }

    private mutating func add(
        _ rule: RowMapping.EventRule, _ subject: String, _ time: EventDraft.When, _ entered: Instant?, _ data: [EventDraft.Field]
    ) {
        guard let id = rule.id.filled(row.cells) else {
            fault(.valueMissing, "The cells that name its \(rule.type) are empty.")
            return
        }
        let about = rule.subject?.filled(row.cells) ?? subject
        guard Subject(about) != nil else {
            fault(.childUnusable, "It names \(about); a reference has 1 to \(Subject.refLength) letters, digits or . _ ~ : @ + -")
            return
        }
        func filled(_ template: Template?) -> String? { template?.filled(row.cells) }
        var author = EventDraft.Author()
        // Of somebody whom the row does not name, it says no role either.
        if let id = filled(rule.author.id) {
            author = EventDraft.Author(
                id: id, name: filled(rule.author.name), role: filled(rule.author.role), team: filled(rule.author.team))
        }
        let keeps = rule.keeps ?? !isKept
        let draft = EventDraft(
            id: id, type: rule.type, subject: about, time: time, author: author, attributes: keeps ? row.kept : [], data: data)
        if keeps { isKept = true }
        let event = draft.event(source: mapping.source, entered: entered, place: row.place, marksContent: true)
        ids[rule.name] = event.id
        if key == nil, rule.keeps != false { key = id }
        events.append((rule.type, event))
    }

    // MARK: What belongs to no day that has been

    private mutating func keepUndated(
        _ rule: RowMapping.EventRule, _ subject: String, _ kind: ImportFault.Kind, _ what: String
    ) {
        guard let entered = settings.entered else {
            fault(kind, "\(what): its \(rule.type) belongs to no day, and is not taken.")
            return
        }
        fault(kind, "\(what).")
        addDocument(rule, subject, entered, "A row of \(mapping.title) that belongs to no day: \(what) (\(rule.type))")
    }

    private mutating func keepAhead(
        _ rule: RowMapping.EventRule, _ subject: String, _ time: EventDraft.When, _ latest: Instant, _ entered: Instant?
    ) {
        let day = inWords(London.day(of: time.instant))
        guard let made = settings.entered else {
            fault(.stillToCome, "\(day), for \(rule.type): not taken; import it again once that day has been.")
            return
        }
        fault(.afterSource, "\(day), for \(rule.type); the file was made on \(inWords(London.day(of: latest))).")
        addDocument(rule, subject, made, "Stated of \(day), after the file was made: \(rule.type)")
    }

    private mutating func addDocument(_ rule: RowMapping.EventRule, _ subject: String, _ entered: Instant, _ summary: String) {
        var document = rule
        guard let id = rule.id.filled(row.cells) ?? key else {
            fault(.valueMissing, "The cells that name its \(rule.type) are empty.")
            return
        }
        document.id = Template(parts: [.text(id + "/ahead")])
        document.type = "document.completed"
        add(
            document, subject, .day(London.day(of: entered)), entered,
            [
                EventDraft.Field("document_type", "other"), EventDraft.Field("document_ref", mapping.title),
                EventDraft.Field("summary", summary),
            ])
    }

    // MARK: Data

    /// The fields of a rule; nil, with a fault, where one is missing without which there is no event.
    private mutating func data(_ rule: RowMapping.EventRule) -> [EventDraft.Field]? {
        var isWhole = true
        let fields = fields(rule.data, of: rule, &isWhole)
        return isWhole ? fields : nil
    }

    private mutating func fields(
        _ rules: [RowMapping.FieldRule], of rule: RowMapping.EventRule, _ isWhole: inout Bool
    ) -> [EventDraft.Field] {
        var fields: [EventDraft.Field] = []
        for field in rules {
            if let value = value(field.value, of: rule, &isWhole) {
                fields.append(EventDraft.Field(field.name, value))
            } else if field.isNeeded {
                fault(.valueMissing, "It gives no \(field.name), without which there is no \(rule.type).")
                isWhole = false
            }
        }
        return fields
    }

    private mutating func value(
        _ value: RowMapping.ValueRule, of rule: RowMapping.EventRule, _ isWhole: inout Bool
    ) -> EventDraft.Value? {
        switch value {
        case .constant(let constant): return constant
        case .cell(let column, let table, let kind): return cell(row.cells[column], column, table, kind)
        case .text(let template): return template.filled(row.cells).map(EventDraft.Value.text)
        case .list(let values):
            let found = values.compactMap { self.value($0, of: rule, &isWhole) }
            return found.isEmpty ? nil : .list(found)
        case .parts(let column, let separator, let table):
            let parts = row.cells[column].split(separator: separator).map { trimmed(String($0)) }.filter { !$0.isEmpty }
            let found = parts.compactMap { cell($0, column, table, .text) }
            return found.isEmpty ? nil : .list(found)
        case .object(let rules):
            let found = fields(rules, of: rule, &isWhole)
            return found.isEmpty ? nil : .object(found)
        case .event(let name): return ids[name].map { .list([.text($0)]) }
        }
    }

    private mutating func cell(_ text: String, _ column: Int, _ table: String?, _ kind: RowMapping.Kind) -> EventDraft.Value? {
        guard !text.isEmpty else { return nil }
        let name = mapping.columns[column].name
        if let table, let values = mapping.values[table] {
            if let value = values[text] { return value }
            fault(.codeUnknown, "\(name) is \"\(text)\".")
            return values.otherwise
        }
        switch kind {
        case .text: return .text(text)
        case .boolean:
            if let flag = CensusCodes.flag(text) { return .bool(flag) }
            fault(.codeUnknown, "\(name) is \"\(text)\", neither yes nor no.")
        case .number:
            if let number = Double(text), number.isFinite, text.utf8.allSatisfy({ $0.isNumeral }),
                text.utf8.count <= JSONLimits.standard.numberLength
            {
                return .number(Self.json(text))
            }
            fault(.codeUnknown, "\(name) is \"\(text)\", no number.")
        case .date:
            if let day = StatedDate(text).day { return .text(day.description) }
            fault(.dateUnreadable, "\(name) is \"\(text)\".")
        case .time:
            if LocalTime.isPassedOver(text) { notShown(column) }
            if let instant = LocalTime.instant(text) { return .text(instant.description) }
            fault(.dateUnreadable, "\(name) is \"\(text)\".")
        }
        return nil
    }

    /// A number of digits, a point and a sign in JSON's own form, which has no leading zeros or points; all its digits are kept.
    private static func json(_ text: String) -> String {
        let sign = text.hasPrefix("-") ? "-" : ""
        let parts = text.dropFirst(sign.count).split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false)
        let whole = (parts.first ?? "").drop { $0 == "0" }
        let fraction = parts.count > 1 ? parts[1] : ""
        return sign + (whole.isEmpty ? "0" : String(whole)) + (fraction.isEmpty ? "" : "." + fraction)
    }
}

extension UInt8 {
    /// A digit, a sign or a point.
    fileprivate var isNumeral: Bool {
        (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(self) || self == UInt8(ascii: "-") || self == UInt8(ascii: ".")
    }
}
