import Events
import Ledger
import Practice
import Views
import Wire

extension Desk {
    /// The basis a request asks for, once the views have reached it.
    func basis(_ query: QueryReader, _ page: Page? = nil) async throws -> Basis {
        let basis = try await BasisReader(ledger: ledger, now: clock()).read(query, cursorSize: page?.size)
        try await views.reach(basis.size)
        return basis
    }

    /// The cases that have an event below `size`, in the order of their first events: new cases come last, so that the pages
    /// of a list fit together.
    func cases(below size: UInt64) throws -> [Subject] {
        try ledger.subjects(.case).compactMap { subject in
            try ledger.firstPosition(of: subject).map { (subject: subject, first: $0) }
        }.filter { $0.first.rawValue < size }.sorted { $0.first < $1.first }.map(\.subject)
    }

    /// Positions from which on it is worth reading them in two halves.
    private static let worthHalving = 100

    /// The events at these positions, in this order.
    func events(at positions: [Position]) async throws -> [Event] {
        try await inHalves(positions) { try $0.events(at: $1) }
    }

    /// The events at these positions, in this order, as they stand in the ledger.
    func recorded(at positions: [Position]) async throws -> [RecordedEvent] {
        try await inHalves(positions) { try $0.recorded(at: $1) }
    }

    /// Reads by two tasks at once where there is much: opening and reading events is most of what a long history costs.
    private func inHalves<Read: Sendable>(
        _ positions: [Position], _ read: @Sendable @escaping (Ledger, [Position]) throws -> [Read]
    ) async throws -> [Read] {
        guard positions.count >= Self.worthHalving else { return try read(ledger, positions) }
        let middle = positions.count / 2
        return try await whole {
            async let later = read(ledger, Array(positions[middle...]))
            return try read(ledger, Array(positions[..<middle])) + (try await later)
        }
    }

    /// Everything on record of a subject at a basis: its own events, and those of others that also concern it.
    ///
    /// - Parameters:
    ///   - cited: positions of what else one of its events rests on.
    ///   - access: what the visitor may see; nil where what is shown of it is decided later.
    func record(
        of subject: Subject, citing cited: [Position] = [], _ basis: Basis, _ access: AccessFilter?
    ) async throws -> Record {
        try await record(of: subject, positions(on: subject, below: basis.size), citing: cited, basis, access)
    }

    /// Where the subject's own events stand, and those of others that also concern it.
    func positions(on subject: Subject, below size: UInt64) throws -> [Position] {
        try ledger.positions(of: subject, below: size) + views.positions(concerning: subject, below: size)
    }

    /// The same, and those of events that name a case in their data, as supervision of its worker does.
    func positions(overseeing subject: Subject, below size: UInt64) throws -> [Position] {
        let known = try positions(on: subject, below: size)
        // A case of which nothing else is told is not there.
        guard subject.kind == .case, !known.isEmpty else { return known }
        return known + (try views.positions(namingCase: subject.ref, below: size))
    }

    /// What stands at some positions as one record.
    ///
    /// - Parameters:
    ///   - subject: whose record it is; nil where it is of several subjects' events.
    ///   - citingAll: whether what these events rest on is read with them, wherever it stands.
    func record(
        of subject: Subject?, _ positions: [Position], citing cited: [Position] = [], citingAll: Bool = false, _ basis: Basis,
        _ access: AccessFilter?
    ) async throws -> Record {
        try await whole(access) {
            let events = try await events(at: Set(positions).sorted())
            let rested = citingAll ? try self.basis(of: events, below: basis.size) : []
            return try record(of: subject, read: events, citing: cited + rested, basis, access)
        }
    }

    /// Where what some events rest on stands.
    func basis(of events: [Event], below size: UInt64) throws -> [Position] {
        let named = Set(events.flatMap(\.basedOn))
        return try named.compactMap { try ledger.position(of: .init($0)) }.filter { $0.rawValue < size }.sorted()
    }

    /// The last day that answers may be about: today, or the ledger's own, which may lie ahead of a clock that was set back.
    var lastDay: Day { max(today, ledger.head.recordedTime.map { London.day(of: $0) } ?? today) }

    /// The day at whose end the things asked about stood; nil where they are asked for as they stand.
    func asAt(_ query: QueryReader) throws(Problem) -> Day? {
        let day = try query.day("as_at")
        guard day.map({ $0 <= lastDay }) ?? true else {
            throw .badQuery(
                "as_at lies in the future; how things will stand then is not known now. Leave it out for how they stand.")
        }
        return day
    }

    /// A case's own events as they stand now, with what tells how they stand. The views must have come as far.
    func presentRecord(of subject: Subject) throws -> Record {
        let head = ledger.head
        let basis = Basis(size: head.size, root: head.root, recordedTime: head.recordedTime)
        return try record(
            of: subject, read: try ledger.events(at: try ledger.positions(of: subject, below: head.size)), basis, nil)
    }

    /// Events that have been read as one record.
    private func record(
        of subject: Subject?, read: [Event], citing cited: [Position] = [], _ basis: Basis, _ access: AccessFilter?
    ) throws -> Record {
        // What stands elsewhere and tells how these events stand, what tells how that stands, and so on; and what any of it says
        // it corrects, or that took an event's place.
        var withheld: Set<EventReference> = []
        func visible(_ event: Event) throws -> Bool {
            guard let access, event.header.attributes.subject != subject, try !access.admits(event) else { return true }
            withheld.insert(event.reference)
            return false
        }
        let own = Set(read.map(\.position))
        let events = try read.filter(basis.includes).filter(visible)
        var known = own.union(cited)
        var remarks = try ledger.events(at: cited.filter { !own.contains($0) }).filter(basis.includes).filter(visible)
        var wave = events + remarks
        // An act says what it is about, wherever that stands.
        var naming = wave.filter(\.isRemark).flatMap(\.references)
        // One that states another anew and names nothing is about what that one names.
        var inheriting = Set(wave.filter(\.inheritsWhatItIsAbout).compactMap(\.attributes.corrected))
        while !wave.isEmpty {
            let (named, referring) = try neighbours(of: wave, naming: naming, below: basis.size)
            naming = []
            let new = named.union(referring).subtracting(known).sorted()
            known.formUnion(new)
            wave = try ledger.events(at: new).filter {
                try ($0.isRemark || named.contains($0.position)) && basis.includes($0) && visible($0)
            }
            remarks += wave
            naming = wave.filter { inheriting.contains($0.reference) }.flatMap(\.references)
            inheriting.formUnion(wave.filter(\.inheritsWhatItIsAbout).compactMap(\.attributes.corrected))
        }
        return Record(events, of: subject, remarks: remarks, withheld: withheld)
    }

    /// Everything a person did, and everything about them as a worker, at a basis.
    func record(ofPerson id: String, _ basis: Basis, _ access: AccessFilter) async throws -> Record {
        var positions = try views.positions(actor: id, below: basis.size)
        if let worker = Subject(kind: .worker, ref: id) {
            positions += try self.positions(on: worker, below: basis.size)
        }
        return try await record(of: nil, positions, basis, access)
    }

    /// These events with everything that refers to them, what takes their place, and so on: all that their standing
    /// depends on, as far as the visitor may see it.
    func closure(of positions: [Position], _ basis: Basis, _ access: AccessFilter) async throws -> [Event] {
        try await whole(access) { try readClosure(of: positions, basis, access) }
    }

    private func readClosure(of positions: [Position], _ basis: Basis, _ access: AccessFilter) throws -> [Event] {
        var known = Set(positions)
        var events: [Event] = []
        var wave = positions
        while !wave.isEmpty {
            let read = try ledger.events(at: wave).filter { try basis.includes($0) && access.sees($0.attributes.subject) }
            events += read
            let (named, referring) = try neighbours(of: read, below: basis.size)
            wave = named.union(referring).subtracting(known).sorted()
            known.formUnion(wave)
        }
        return events.sorted { $0.position < $1.position }
    }

    /// Where what these events need to be understood stands, and what refers to them.
    ///
    /// - Parameter more: what else is wanted by name.
    private func neighbours(
        of events: [Event], naming more: [EventReference] = [], below size: UInt64
    ) throws -> (named: Set<Position>, referring: Set<Position>) {
        let names = more + events.flatMap(\.alsoNeeded)
        let named = try names.compactMap { try ledger.position(of: .init($0)) }.filter { $0.rawValue < size }
        return (Set(named), try views.positions(referringToAnyOf: events.map { IDKey($0.reference) }, below: size))
    }
}
