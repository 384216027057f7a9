import Events

/// Makes the events of one child of a census.
struct CensusChild {
    let census: Census
    let file: String
    let child: String
    let line: Int
    private(set) var events: [ImportedEvent] = []
    var faults = FaultBook()
    /// The day of birth, where it is told and the child is born.
    var birth: Day?
    /// What was stated so far, by its content, with its line.
    private var stated: [String: Int] = [:]
    /// Days after the making of the file that were reported, by line: several events may follow from one.
    private var ahead: Set<[Int]> = []

    init(census: Census, file: String, child: String, line: Int) {
        self.census = census
        self.file = file
        self.child = child
        self.line = line
    }

    mutating func add(_ element: CensusElement, _ identifiers: CensusElement) {
        addPerson(identifiers, element.first("ChildCharacteristics"))
        for details in element.all("CINdetails") { addReferral(details) }
    }

    // MARK: Parts that every statement has

    /// Whether an element says something new; where it says word for word what one before it says, it is reported.
    mutating func isNews(_ element: CensusElement, within: String) -> Bool {
        let content = within + "\u{1E}" + element.content
        if let line = stated[content] {
            fault(.rowRepeated, element, "\(element.name) says word for word what stands in line \(line).")
            return false
        }
        stated[content] = element.line
        return true
    }

    mutating func fault(_ kind: ImportFault.Kind, _ element: CensusElement, _ detail: String) {
        faults.add(kind, Place(file: file, line: element.line), child: child, detail)
    }

    /// The day that `name` in `element` gives; with a fault where it cannot be read, or is missing and `needed`.
    mutating func day(_ name: String, _ element: CensusElement, needed: Bool = false) -> Day? {
        let text = element[name]
        switch StatedDate(text) {
        case .day(let day): return day
        case .none:
            if needed { fault(.dateMissing, element, missing(name, element)) }
        case .unreadable: fault(.dateUnreadable, element.first(name) ?? element, "\(name) is \"\(text)\".")
        }
        return nil
    }

    /// What a report says of an element that is not in `element`, or whose text is not.
    func missing(_ name: String, _ element: CensusElement) -> String {
        element.isLost(name) ? "\(name) in \(element.name) is left out." : "\(element.name) has no \(name)."
    }

    /// The words for the code in `name`, with a fault where it is unknown, or missing and `needed`.
    mutating func words(
        _ name: String, _ element: CensusElement, _ known: [String: String], needed: Bool = false
    ) -> String? {
        let code = element[name]
        guard !code.isEmpty else {
            if needed { fault(.codeMissing, element, missing(name, element)) }
            return nil
        }
        guard let words = known[code] else {
            fault(.codeUnknown, element.first(name) ?? element, "\(name) is \"\(code)\".")
            return code
        }
        return "\(words) (\(code))"
    }

    /// The answer in `name`; nil, with a fault, where it is neither yes nor no.
    mutating func flag(_ name: String, _ element: CensusElement) -> Bool? {
        let text = element[name]
        guard !text.isEmpty else { return nil }
        let flag = CensusCodes.flag(text)
        if flag == nil { fault(.codeUnknown, element.first(name) ?? element, "\(name) is \"\(text)\".") }
        return flag
    }

    /// Reports a day before the child was born, and so long before that nobody can have known of the child.
    mutating func checkBirth(_ day: Day?, _ element: CensusElement, _ what: String) {
        guard let day, let birth, day < birth.adding(days: -gestation) else { return }
        fault(.beforeBirth, element, "\(what) on \(inWords(day)), but the child was born on \(inWords(birth)).")
    }

    /// Reports an end before the start.
    mutating func check(_ start: Day?, _ end: Day?, _ element: CensusElement, _ startName: String, _ endName: String) {
        guard let start, let end, end < start else { return }
        fault(.endBeforeStart, element, "\(startName) is \(inWords(start)), \(endName) \(inWords(end)).")
    }

    // MARK: Events

    /// Adds an event on a day that `element` states, and answers its id in the ledger; nil where the day is still to come
    /// when the file was made. What is stated of such a day is kept as a document.
    ///
    /// - Parameter keeps: whether the event keeps the texts of `element` as they stand; the first event of each does.
    @discardableResult
    mutating func add(
        _ key: String, _ type: String, on day: Day, _ element: CensusElement, keeps: Bool, _ data: [EventDraft.Field]
    ) -> String? {
        var draft = EventDraft(
            id: "child/\(child)/\(key)", type: type, subject: "case/\(child)", time: .day(day),
            attributes: keeps ? attributes(of: element) : [],
            data: [EventDraft.Field("children", .list([.text(child)]))] + data)
        let isAhead = day > census.day
        if isAhead {
            if ahead.insert([element.line, day.number]).inserted {
                fault(.afterSource, element, "\(inWords(day)), for \(type); the file was made on \(inWords(census.day)).")
            }
            draft.id += "/ahead"
            draft.type = "document.completed"
            draft.time = .day(census.day)
            draft.data = [draft.data[0]] + document("Stated of \(inWords(day)), after the census was made: \(type)")
        }
        let event = draft.statement(
            source: census.source, entered: census.made, place: Place(file: file, line: element.line))
        events.append(event)
        return isAhead ? nil : event.id
    }

    /// Keeps what belongs to no day.
    mutating func addDocument(_ key: String, _ element: CensusElement, _ summary: String) {
        add(key, "document.completed", on: census.day, element, keeps: true, document(summary))
    }

    private func document(_ summary: String) -> [EventDraft.Field] {
        [
            EventDraft.Field("document_type", "other"), EventDraft.Field("document_ref", census.title),
            EventDraft.Field("summary", summary),
        ]
    }

    /// The texts that stand directly in an element, or in a list within it, by attribute: ReferralSource becomes
    /// `cinreferralsource`. Several of one name stand behind one another, as many as an attribute can hold.
    private mutating func attributes(of element: CensusElement) -> [(name: String, value: String)] {
        var texts: [(name: String, value: String)] = []
        let parts = element.children.flatMap { part -> [CensusElement] in
            if part.children.isEmpty { return [part] }
            return ["FactorsIdentifiedAtAssessment", "Disabilities"].contains(part.name) ? part.children : []
        }
        for part in parts where !part.text.isEmpty {
            let letters = part.name.lowercased().utf8.filter(\.isLetterOrDigit)
            let name = String(("cin" + String(decoding: letters, as: UTF8.self)).prefix(AttributeNames.length))
            if let at = texts.firstIndex(where: { $0.name == name }) {
                let joined = texts[at].value + " " + part.text
                guard Posting.extensionFault(of: joined) == nil else {
                    fault(.cellNotKept, part, "\(part.name) stands so often that the last of them are not kept as they stand.")
                    break
                }
                texts[at].value = joined
            } else if texts.count < Posting.extensionCount {
                texts.append((name, part.text))
            }
        }
        return texts
    }
}

/// Days before a birth within which there are referrals, assessments and plans for the child that is expected.
let gestation = 280
