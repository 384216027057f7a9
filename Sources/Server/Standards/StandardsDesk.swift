public import Practice
public import Standards
import Synchronization
import Wire

/// The packs of practice standards, ready to judge with.
public struct StandardsDesk: Sendable {
    let library: StandardsLibrary
    private let engines: [String: PackEngine]

    /// - Parameters:
    ///   - library: the packs and what they name.
    ///   - parameters: what the authority has set.
    ///   - calendar: the working days.
    public init(library: StandardsLibrary, parameters: Parameters, calendar: WorkingDays) {
        self.library = library
        engines = Dictionary(
            uniqueKeysWithValues: library.shelf.ids.compactMap { id in
                PackEngine(id, in: library, parameters: parameters, calendar: calendar).map { (id, $0) }
            })
    }

    /// The newest version of each pack, by id.
    var packs: [Pack] { library.shelf.ids.compactMap { engines[$0]?.pack } }

    /// What judges some clauses, of whatever packs.
    func engines(judging clauses: [Clause.ID]) -> [(engine: PackEngine, own: Set<Clause.ID>)] {
        library.shelf.ids.compactMap { id in
            guard let engine = engines[id] else { return nil }
            let own = engine.judging(clauses)
            return own.isEmpty ? nil : (engine, own)
        }
    }

    /// The pack that a request names.
    func engine(_ id: String?) throws(Problem) -> PackEngine {
        let known = library.shelf.ids.joined(separator: ", ")
        guard let id else { throw .badQuery("Say which standards: pack is one of \(known).") }
        guard let engine = engines[id] else { throw .notFound("There is no pack \"\(id)\"; there are \(known).") }
        return engine
    }
}
