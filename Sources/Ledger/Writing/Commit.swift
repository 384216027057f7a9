import Crypto
import Events
import JSON
import LMDB
import Transparency

/// One commit in the making: decides submissions one after the other inside the write transaction, and keeps what must
/// be written at its end.
struct Commit {
    let tables: LogTables
    let recent: RecentIndex
    let keys: KeyRing
    /// When the events of this commit are recorded: one time for all of them.
    let time: Instant
    private let timeText: [UInt8]
    private(set) var frontier: Frontier
    private(set) var appended: [Prepared] = []
    private(set) var added = IndexEntries()
    private var additions = TreeTable.Additions()
    /// Subjects whose keys are to be destroyed once this is on disk, and the events that say so.
    private(set) var erasures: [Subject: Position] = [:]

    init(tables: LogTables, recent: RecentIndex, keys: KeyRing, time: Instant, frontier: Frontier) {
        self.tables = tables
        self.recent = recent
        self.keys = keys
        self.time = time
        timeText = Array(time.fixedWidth.utf8)
        self.frontier = frontier
    }

    /// What bears an event's name already.
    private enum Known {
        case nothing
        /// An earlier event of the same submission, and the position it would get.
        case earlier(index: Int, position: Position)
        case kept(Kept)
    }

    /// An event of the ledger.
    private struct Kept {
        let place: Place
        let recordedTime: Instant
        let attributes: Attributes
        /// What was posted; nil once it is erased.
        let posting: Posting?
    }

    /// Appends all events of a submission, or none: every check comes before the first change.
    mutating func decide(_ submission: Submission, _ transaction: inout WriteTransaction) throws -> Result<
        [Appended], AppendError
    > {
        let known = try known(submission, transaction.reading)
        if let refusal = reuse(submission, known) { return .failure(refusal) }
        if let refusal = erased(submission, known) { return .failure(refusal) }
        if let refusal = try strayKey(submission, known) { return .failure(refusal) }
        if let refusal = try versionConflict(submission, known, transaction.reading) { return .failure(refusal) }
        if try isOvertaken(submission, transaction.reading) { return .failure(.overtaken) }
        var answers: [Appended] = []
        answers.reserveCapacity(known.count)
        for (event, known) in zip(submission.events, known) {
            switch known {
            case .nothing: answers.append(try append(event, &transaction))
            case .earlier(let index, _): answers.append(answers[index].repeated)
            case .kept(let kept):
                answers.append(
                    Appended(
                        position: kept.place.position, recordedTime: kept.recordedTime, subjectVersion: kept.place.version,
                        duplicate: true))
            }
        }
        for erased in submission.erases where !answers[erased.event].duplicate {
            erasures[erased.subject] = answers[erased.event].position
        }
        return .success(answers)
    }

    /// Writes the tree and the new subjects' keys.
    mutating func finish(_ transaction: inout WriteTransaction) throws {
        try additions.write(to: tables.tree, &transaction)
        try keys.persist(added.runs.keys) { added.runs[$0]?.firstVersion == 1 }
    }

    // MARK: Looking

    private func known(_ submission: Submission, _ reading: borrowing ReadTransaction) throws -> [Known] {
        var planned: [IDKey: (index: Int, position: Position)] = [:]
        var answers: [Known] = []
        answers.reserveCapacity(submission.events.count)
        for (index, event) in submission.events.enumerated() {
            if let earlier = planned[event.id] {
                answers.append(.earlier(index: earlier.index, position: earlier.position))
            } else if let place = try place(of: event.id, reading) {
                answers.append(.kept(try kept(at: place, reading)))
            } else {
                planned[event.id] = (index, Position(frontier.size + UInt64(planned.count)))
                answers.append(.nothing)
            }
        }
        return answers
    }

    private func place(of id: IDKey, _ reading: borrowing ReadTransaction) throws -> Place? {
        if let place = added.places[id] ?? recent.place(of: id) { return place }
        guard let bytes = try reading.value(for: id.bytes, in: tables.ids) else { return nil }
        return Place(bytes)
    }

    private func kept(at place: Place, _ reading: borrowing ReadTransaction) throws -> Kept {
        guard let record = try EventRecord(at: place.position, in: tables.events, reading) else {
            throw LedgerError.damaged(position: place.position.rawValue, reason: "the index names it and it is not there")
        }
        let header = try Header(bytes: record.header)
        guard let key = try keys.key(of: header.attributes.subject) else {
            guard keys.erasure(of: header.attributes.subject) != nil else {
                throw KeyRing.missing(header.attributes.subject, at: place.position.rawValue)
            }
            return Kept(place: place, recordedTime: header.recordedTime, attributes: header.attributes, posting: nil)
        }
        let sealed = try Sealed(opening: record.sealed, with: key)
        var attributes = header.attributes
        attributes.sealed = sealed.attributes
        let posting = Posting(attributes: attributes, content: try JSONDocument(sealed.data))
        return Kept(place: place, recordedTime: header.recordedTime, attributes: header.attributes, posting: posting)
    }

    /// The refusal of events that say something else than what bears their names. Of those that the ledger has all are told, as
    /// who corrects a file has many at once.
    private func reuse(_ submission: Submission, _ known: [Known]) -> AppendError? {
        var reused: [AppendError.Reuse] = []
        for (index, known) in known.enumerated() where reused.count < AppendError.mostReuses {
            let posting = submission.events[index].posting
            switch known {
            case .nothing: break
            case .earlier(let earlier, _):
                guard reused.isEmpty, !posting.sameContent(as: submission.events[earlier].posting) else { continue }
                return .idTwice(index: index, earlier: earlier)
            case .kept(let kept):
                guard !posting.sameContent(as: kept.posting ?? erasedTwin(posting, kept)) else { continue }
                reused.append(.init(index: index, position: kept.place.position))
            }
        }
        return reused.isEmpty ? nil : .idReused(reused)
    }

    /// What an erased event is compared with: its header is all that is left, so what was sealed counts as the same.
    private func erasedTwin(_ posting: Posting, _ kept: Kept) -> Posting {
        var attributes = kept.attributes
        attributes.sealed = posting.attributes.sealed
        return Posting(attributes: attributes, content: posting.content)
    }

    /// The refusal of what would be kept about a subject that is erased, or about to be.
    private func erased(_ submission: Submission, _ known: [Known]) -> AppendError? {
        func isErased(_ subject: Subject) -> Bool { erasures[subject] != nil || keys.erasure(of: subject) != nil }
        var erased: [AppendError.Erased] = []
        for (index, known) in known.enumerated() {
            guard case .nothing = known else { continue }
            let subject = submission.events[index].posting.attributes.subject
            if isErased(subject) { erased.append(.init(index: index, subject: subject)) }
        }
        for erasing in submission.erases where erased.isEmpty && erasing.version != nil && isErased(erasing.subject) {
            erased.append(.init(index: 0, subject: erasing.subject))
        }
        return erased.isEmpty ? nil : .erased(erased)
    }

    /// The refusal of what is sealed under another key than its subject's: nobody could ever open it.
    private func strayKey(_ submission: Submission, _ known: [Known]) throws -> AppendError? {
        var checked: (subject: Subject, key: SymmetricKey?)?
        for (index, known) in known.enumerated() {
            guard case .nothing = known else { continue }
            let event = submission.events[index]
            let subject = event.posting.attributes.subject
            if checked?.subject != subject { checked = (subject, try keys.key(of: subject)) }
            if checked?.key != event.key { return .strayKey(index: index, subject: subject) }
        }
        return nil
    }

    private func version(of subject: Subject, _ reading: borrowing ReadTransaction) throws -> UInt64 {
        if let version = added.runs[subject]?.lastVersion ?? recent.version(of: subject) { return version }
        return try subjectVersion(of: subject, in: tables.subjects, reading)
    }

    /// Where all events are known already the answer is theirs, whatever the version is by now.
    private func versionConflict(
        _ submission: Submission, _ known: [Known], _ reading: borrowing ReadTransaction
    ) throws -> AppendError? {
        for erased in submission.erases {
            guard let expected = erased.version else { continue }
            let actual = try version(of: erased.subject, reading)
            if actual != expected { return .versionConflict(expected: expected, actual: actual) }
        }
        guard let expected = submission.expectedVersion, let subject = submission.events.first?.posting.attributes.subject,
            known.contains(where: { if case .nothing = $0 { true } else { false } })
        else { return nil }
        let actual = try version(of: subject, reading)
        return actual == expected ? nil : .versionConflict(expected: expected, actual: actual)
    }

    /// Whether something came since it was looked whether a subject may be erased, and may say that it is to be kept.
    private func isOvertaken(_ submission: Submission, _ reading: borrowing ReadTransaction) throws -> Bool {
        for doubt in submission.erases.compactMap(\.doubt) {
            guard frontier.size <= doubt.since + Self.lookedThrough else { return true }
            for position in doubt.since..<max(doubt.since, frontier.size) {
                guard let record = try EventRecord(at: Position(position), in: tables.events, reading) else {
                    throw LedgerError.damaged(position: position, reason: "there is no event")
                }
                if doubt.isRaised(try Header(bytes: record.header).attributes) { return true }
            }
        }
        return false
    }

    /// Events that are looked through for a doubt, on the thread that everybody's posts wait for; behind more it is looked anew.
    private static let lookedThrough: UInt64 = 10_000

    // MARK: Changing

    private mutating func append(_ event: Prepared, _ transaction: inout WriteTransaction) throws -> Appended {
        let subject = event.posting.attributes.subject
        let position = Position(frontier.size)
        let version = try version(of: subject, transaction.reading) + 1
        let header = event.draft.bytes(position: position, recordedTime: timeText)
        let record = EventRecord.bytes(header: header, sealed: event.sealed)
        let key = [UInt8](bigEndian: position.rawValue)
        guard try transaction.append(record, for: key, in: tables.events) else {
            throw LedgerError.damaged(position: position.rawValue, reason: "the position is taken")
        }
        try additions.append(.leaf(header), to: &frontier, in: tables.tree, transaction.reading)
        appended.append(event)
        added.add(event.id, subject, Place(position: position, version: version))
        return Appended(position: position, recordedTime: time, subjectVersion: version, duplicate: false)
    }
}

/// The number of the subject's last event in the table; 0 if there is none.
func subjectVersion(of subject: Subject, in table: Table, _ reading: borrowing ReadTransaction) throws -> UInt64 {
    let prefix = SubjectKey.prefix(subject)
    var cursor = try reading.cursor(over: table)
    guard let entry = try cursor.last(before: SubjectKey.end(subject)), entry.key.starts(with: prefix),
        let version = entry.key.bigEndian(at: prefix.count)
    else { return 0 }
    return version
}
