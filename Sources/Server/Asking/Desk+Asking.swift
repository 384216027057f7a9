import Events
import Ledger
import Practice
import Views
import Wire

extension Desk {
    /// The basis a request asks for, once the views have reached it.
    func basis(_ query: QueryReader, _ page: Page? = nil) async throws -> Basis {
        let basis = try BasisReader(ledger: ledger, now: clock()).read(query, cursorSize: page?.size)
        try await views.reach(basis.size)
        return basis
    }

    /// The cases that have an event below `size`, in the order of their first events: new cases come last, so that the pages
    /// of a list fit together.
    func cases(below size: UInt64) throws -> [Subject] {
        try ledger.subjects(.case).compactMap { subject in
            try ledger.positions(of: subject, below: size).first.map { (subject: subject, first: $0) }
        }.sorted { $0.first < $1.first }.map(\.subject)
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
        while true {
            let erasures = ledger.erasures
            async let later = read(ledger, Array(positions[middle...]))
            let events = try read(ledger, Array(positions[..<middle])) + (try await later)
            // Where a subject was erased meanwhile, one half may show what the other does not.
            if ledger.erasures == erasures { return events }
        }
    }

    /// Everything on record of a subject at a basis: its own events, and those of others that also concern it.
    func record(of subject: Subject, _ basis: Basis, _ access: AccessFilter?) async throws -> Record {
        let own = try ledger.positions(of: subject, below: basis.size)
        let others = try views.positions(concerning: subject, below: basis.size)
        let positions = others.isEmpty ? own : Set(own).union(others).sorted()
        let events = try await events(at: positions).filter(basis.includes)
        guard let access else { return Record(events, of: subject) }
        return Record(try events.filter { try $0.attributes.subject == subject || access.admits($0) }, of: subject)
    }

    /// Everything a person did, and everything about them as a worker, at a basis.
    func record(ofPerson id: String, _ basis: Basis, _ access: AccessFilter) async throws -> Record {
        var positions = Set(try views.positions(actor: id, below: basis.size))
        if let worker = Subject(kind: .worker, ref: id) {
            positions.formUnion(try ledger.positions(of: worker, below: basis.size))
            positions.formUnion(try views.positions(concerning: worker, below: basis.size))
        }
        let events = try await events(at: positions.sorted()).filter(basis.includes)
        return Record(try events.filter(access.admits), of: nil)
    }

    /// These events with everything that refers to them, what takes their place, and so on: all that their standing
    /// depends on, as far as the visitor may see it.
    func closure(of positions: [Position], _ basis: Basis, _ access: AccessFilter) throws -> [Event] {
        var known = Set(positions)
        var events: [Event] = []
        var wave = positions
        while !wave.isEmpty {
            let read = try ledger.events(at: wave).filter { try basis.includes($0) && access.sees($0.attributes.subject) }
            events += read
            wave = []
            for event in read {
                let needed = try event.alsoNeeded.compactMap { try ledger.position(of: .init($0)) }
                    .filter { $0.rawValue < basis.size }
                let referring = try views.positions(referringTo: IDKey(event.attributes.reference), below: basis.size)
                for position in referring + needed where known.insert(position).inserted { wave.append(position) }
            }
        }
        return events.sorted { $0.position < $1.position }
    }
}
