import Events

/// Turns what a children in need census states of each child into events.
///
/// Each event's time is the day the census gives, its entry time the moment at which the file was made, its source the
/// census (see ``Census``). What the census dates after that moment cannot have happened as it states: it is kept as a
/// document, and reported. Nothing else is left out, whatever is wrong with it.
struct CensusMapping: StatementMapping {
    /// When the files were made, from who imports them; nil takes each header's word.
    let made: Instant?
    /// The present: a census from the future is not read.
    let now: Instant?

    private var file = ""
    private var header: CensusElement?
    private var census: Census?
    /// Whether the file under way cannot be placed in time, and so says nothing.
    private var isUnplaced = false
    private var counts = CensusCounts()
    private var report = ImportReport.File(name: "")
    private var eventsBefore = 0
    /// Lines on which the children of the file under way stand, and the birth that is stated there.
    private var lines: [String: (line: Int, birth: Day?)] = [:]
    /// Which child has a pupil number, in all files read so far.
    private var pupils: [String: (child: String, file: String)] = [:]
    private var sources: [ImportReport.Source] = []
    private var otherFiles: [ImportReport.File] = []

    init(made: Instant?, now: Instant?) {
        self.made = made
        self.now = now
    }

    mutating func add(_ statement: CensusReader.Statement, to output: inout ImportOutput) {
        switch statement {
        case .begins(let name):
            file = name
            (header, census, isUnplaced, counts, lines) = (nil, nil, false, CensusCounts(), [:])
            report = ImportReport.File(name: name, content: "census")
            eventsBefore = output.eventCount
        case .header(let element): header = element
        case .child(let element): addChild(element, &output)
        case .cutOff(let line, let child):
            report.rows += 1
            report.refusedRows += 1
            let detail = "The file breaks off within the child that begins here; nothing of it is taken."
            output.faults.add(.childCutOff, Place(file: file, line: line), child: child, detail)
        case .ends(let sha256, let isBroken): end(sha256, isBroken, &output)
        }
    }

    mutating func finish(_ output: inout ImportOutput) {}

    func report(_ output: ImportOutput) -> ImportReport {
        ImportReport(kind: "cin-census", sources: sources, otherFiles: otherFiles, faults: output.faults)
    }

    private mutating func addChild(_ element: CensusElement, _ output: inout ImportOutput) {
        report.rows += 1
        guard let census = placed(&output) else {
            report.refusedRows += 1
            return
        }
        let place = Place(file: file, line: element.line)
        let identifiers = element.first("ChildIdentifiers") ?? CensusElement(name: "ChildIdentifiers", line: element.line)
        let child = identifiers["LAchildID"]
        guard Subject(kind: .case, ref: child) != nil else {
            report.refusedRows += 1
            let detail =
                child.isEmpty
                ? "LAchildID is \(identifiers.absence("LAchildID"))."
                : "LAchildID is \"\(child)\"; an identifier has 1 to \(Subject.refLength) letters, digits or . _ ~ : @ + -"
            output.faults.add(.childUnusable, place, detail)
            return
        }
        let birth = StatedDate(identifiers["PersonBirthDate"]).day
        if let (line, before) = lines[child] {
            output.faults.add(.childRepeated, place, child: child, "The child stands in line \(line) too; both are kept.")
            if let birth, let before, birth != before {
                output.faults.add(
                    .birthDisagrees, place, child: child, "Born on \(inWords(birth)); line \(line) says \(inWords(before)).")
            }
        } else {
            lines[child] = (element.line, birth)
        }
        let pupil = identifiers["UPN"]
        if !pupil.isEmpty {
            if let other = pupils[pupil], other.child != child {
                let detail = "UPN \(pupil) stands with child \(other.child) in \(other.file)."
                output.faults.add(.childRenumbered, place, child: child, detail)
            }
            pupils[pupil] = (child, file)
        }
        counts.children += 1
        var told = CensusChild(census: census, file: file, child: child, line: element.line)
        told.add(element, identifiers)
        counts.add(element)
        for event in told.events { output.add(event) }
        output.faults.add(told.faults)
    }

    /// The census the file is; nil, with a fault once, where it cannot be placed in time.
    private mutating func placed(_ output: inout ImportOutput) -> Census? {
        if let census { return census }
        guard !isUnplaced else { return nil }
        guard let told = Census(header, file: file, made: made, output: &output) else {
            isUnplaced = true
            let detail = "Its header tells neither when it was made nor its reference date; say it with --entered."
            output.faults.add(.fileNotRead, Place(file: file), detail)
            return nil
        }
        if let now, told.made > now {
            isUnplaced = true
            output.faults.add(
                .fileNotRead, Place(file: file), "It says that it was made on \(inWords(told.day)), a day still to come.")
            return nil
        }
        census = told
        return told
    }

    private mutating func end(_ sha256: String?, _ isBroken: Bool, _ output: inout ImportOutput) {
        report.sha256 = sha256
        report.events = output.eventCount - eventsBefore
        guard let census else {
            if report.rows == 0, !isUnplaced, !isBroken {
                output.faults.add(.fileNotRead, Place(file: file), "There is no child in it.")
            }
            otherFiles.append(report)
            return
        }
        sources.append(
            ImportReport.Source(
                name: census.source, title: census.title, first: census.first, last: census.last, files: [report],
                counts: counts.listed))
    }
}

/// How often each part of a census stands in a file.
struct CensusCounts {
    var children = 0
    private var elements: [String: Int] = [:]

    /// Parts by element, with the name and words of their counts.
    private static let parts: [(element: String, name: String, title: String)] = [
        ("CINdetails", "referrals", "referrals"), ("CINclosureDate", "closures", "closures"),
        ("Assessments", "assessments", "assessments"), ("AssessmentFactors", "factors", "factors found by assessments"),
        ("CINPlanDates", "cin_plans", "child in need plans"), ("Section47", "section_47", "section 47 enquiries"),
        ("ChildProtectionPlans", "cp_plans", "child protection plans"), ("CPPreviewDate", "cp_reviews", "reviews of those plans"),
        ("PreProceedingsandFGDM", "pre_proceedings", "pre-proceedings and family group decision making"),
        ("Disability", "disabilities", "disabilities stated"),
    ]

    mutating func add(_ element: CensusElement) {
        for child in element.children {
            elements[child.name, default: 0] += 1
            add(child)
        }
    }

    var listed: [ImportReport.Count] {
        [ImportReport.Count("children", "children", children)]
            + Self.parts.map { ImportReport.Count($0.name, $0.title, elements[$0.element] ?? 0) }
    }
}
