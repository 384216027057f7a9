import Events
import JSON
import LMDB
import Transparency

/// One commit in the making: decides submissions one after the other inside the write transaction, and keeps what must
/// be written at its end.
struct Commit {
    let tables: LogTables
    let keys: KeyRing
    /// When the events of this commit are recorded: one time for all of them.
    let time: Instant
    private let timeText: [UInt8]
    private(set) var frontier: Frontier
    private(set) var subjects: Set<Subject> = []
    private var ids: [IDKey: Place] = [:]
    private var versions: [Subject: UInt64] = [:]
    /// The version of each subject's first event in this commit.
    private var firstVersions: [Subject: UInt64] = [:]
    private var additions = TreeTable.Additions()

    init(tables: LogTables, keys: KeyRing, time: Instant, frontier: Frontier) {
        self.tables = tables
        self.keys = keys
        self.time = time
        timeText = Array(time.fixedWidth.utf8)
        self.frontier = frontier
    }

    /// Appends all events of a submission, or none: every check comes before the first change.
    mutating func decide(_ submission: Submission, _ transaction: inout WriteTransaction) throws -> Result<
        [Appended], AppendError
    > {
        let known = try knownPlaces(of: submission, transaction.reading)
        for (index, place) in known.enumerated() {
            guard let place else { continue }
            let twin = try twin(of: place, in: submission, transaction.reading)
            guard submission.events[index].posting.sameContent(as: twin) else {
                return .failure(.idReused(index: index, position: place.position))
            }
        }
        if let refusal = try versionConflict(submission, known, transaction.reading) { return .failure(refusal) }
        var answers: [Appended] = []
        answers.reserveCapacity(known.count)
        for (event, place) in zip(submission.events, known) {
            if let place {
                answers.append(try duplicate(place, transaction.reading))
            } else {
                answers.append(try append(event, &transaction))
            }
        }
        return .success(answers)
    }

    /// Writes the indexes and the tree. The ids go in sorted, so that each page is touched once.
    mutating func finish(_ transaction: inout WriteTransaction) throws {
        for (key, place) in ids.sorted(by: { $0.key < $1.key }) {
            guard try transaction.insert(place.bytes, for: key.bytes, in: tables.ids) else {
                throw LedgerError.damaged(position: place.position.rawValue, reason: "its id is in the index already")
            }
        }
        try additions.write(to: tables.tree, &transaction)
        try keys.persist(subjects) { firstVersions[$0] == 1 }
    }

    // MARK: Looking

    /// For each event the place it has already, or will have by an earlier event of the same submission; nil if it is new.
    private func knownPlaces(of submission: Submission, _ reading: borrowing ReadTransaction) throws -> [Place?] {
        var planned: [IDKey: Place] = [:]
        var next = frontier.size
        var places: [Place?] = []
        places.reserveCapacity(submission.events.count)
        for event in submission.events {
            if let place = try planned[event.id] ?? place(of: event.id, reading) {
                places.append(place)
            } else {
                places.append(nil)
                planned[event.id] = Place(position: Position(next), version: 0)
                next += 1
            }
        }
        return places
    }

    private func place(of id: IDKey, _ reading: borrowing ReadTransaction) throws -> Place? {
        if let place = ids[id] { return place }
        guard let bytes = try reading.value(for: id.bytes, in: tables.ids) else { return nil }
        return Place(bytes)
    }

    /// The event that stands, or is going to stand, at `place`.
    private func twin(of place: Place, in submission: Submission, _ reading: borrowing ReadTransaction) throws -> Posting {
        guard place.position.rawValue < frontier.size else {
            let planned = Int(place.position.rawValue - frontier.size)
            var seen: Set<IDKey> = []
            let new = try submission.events.filter { try self.place(of: $0.id, reading) == nil && seen.insert($0.id).inserted }
            return new[planned].posting
        }
        guard let bytes = try reading.value(for: [UInt8](bigEndian: place.position.rawValue), in: tables.events) else {
            throw LedgerError.damaged(position: place.position.rawValue, reason: "the index names it and it is not there")
        }
        let record = try EventRecord(bytes)
        let header = try Header(bytes: record.header)
        guard let key = try keys.key(of: header.attributes.subject) else {
            throw KeyRing.missing(header.attributes.subject, at: place.position.rawValue)
        }
        let sealed = try Sealed(opening: record.sealed, with: key)
        var attributes = header.attributes
        attributes.sealed = sealed.attributes
        return Posting(attributes: attributes, data: sealed.data)
    }

    private func version(of subject: Subject, _ reading: borrowing ReadTransaction) throws -> UInt64 {
        if let version = versions[subject] { return version }
        return try subjectVersion(of: subject, in: tables.subjects, reading)
    }

    /// Where all events are known already the answer is theirs, whatever the version is by now.
    private func versionConflict(
        _ submission: Submission, _ known: [Place?], _ reading: borrowing ReadTransaction
    ) throws -> AppendError? {
        guard let expected = submission.expectedVersion, let subject = submission.events.first?.posting.attributes.subject,
            known.contains(where: { $0 == nil })
        else { return nil }
        let actual = try version(of: subject, reading)
        return actual == expected ? nil : .versionConflict(expected: expected, actual: actual)
    }

    private func duplicate(_ place: Place, _ reading: borrowing ReadTransaction) throws -> Appended {
        // A twin within the same submission has been appended by now, so its version is known.
        guard let bytes = try reading.value(for: [UInt8](bigEndian: place.position.rawValue), in: tables.events) else {
            throw LedgerError.damaged(position: place.position.rawValue, reason: "the index names it and it is not there")
        }
        let header = try Header(bytes: try EventRecord(bytes).header)
        let version = try self.place(of: IDKey(header.attributes.reference), reading)?.version ?? place.version
        return Appended(position: place.position, recordedTime: header.recordedTime, subjectVersion: version, duplicate: true)
    }

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
        guard try transaction.insert(key, for: SubjectKey.bytes(subject, version: version), in: tables.subjects) else {
            throw LedgerError.damaged(position: position.rawValue, reason: "version \(version) of \(subject) is taken")
        }
        try grow(TreeHash.leaf(header), transaction.reading)
        ids[event.id] = Place(position: position, version: version)
        versions[subject] = version
        if firstVersions[subject] == nil { firstVersions[subject] = version }
        subjects.insert(subject)
        return Appended(position: position, recordedTime: time, subjectVersion: version, duplicate: false)
    }

    private mutating func grow(_ leaf: TreeHash, _ reading: borrowing ReadTransaction) throws {
        var kept: [(level: Int, index: UInt64, hash: TreeHash)] = []
        frontier.append(leaf) { level, index, hash in
            if level % TreeReader.levelStep == 0 { kept.append((level, index, hash)) }
        }
        for (level, index, hash) in kept {
            try additions.append(hash, level: level, index: index, in: tables.tree, reading)
        }
    }
}

/// The number of the subject's last event; 0 if there is none.
func subjectVersion(of subject: Subject, in table: Table, _ reading: borrowing ReadTransaction) throws -> UInt64 {
    let prefix = SubjectKey.prefix(subject)
    var cursor = try reading.cursor(over: table)
    guard let entry = try cursor.last(before: SubjectKey.end(subject)), entry.key.starts(with: prefix),
        let version = entry.key.bigEndian(at: prefix.count)
    else { return 0 }
    return version
}
