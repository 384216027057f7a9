public import Practice
public import Standards
import Synchronization
import Wire

/// The packs of practice standards, ready to judge with.
public struct StandardsDesk: Sendable {
    let library: StandardsLibrary
    private let engines: [String: PackEngine]
    private let parameters: Parameters
    private let calendar: WorkingDays

    /// - Parameters:
    ///   - library: the packs and what they name.
    ///   - parameters: what the authority has set.
    ///   - calendar: the working days.
    public init(library: StandardsLibrary, parameters: Parameters, calendar: WorkingDays) {
        self.library = library
        self.parameters = parameters
        self.calendar = calendar
        engines = Dictionary(
            uniqueKeysWithValues: library.shelf.ids.compactMap { id in
                PackEngine(id, in: library, parameters: parameters, calendar: calendar).map { (id, $0) }
            })
    }

    /// The newest version of each pack, by id.
    var packs: [Pack] { library.shelf.ids.compactMap { engines[$0]?.pack } }

    /// What judges some clauses, of whatever packs, and no more than these need.
    func engines(judging clauses: [Clause.ID]) -> [(engine: PackEngine, own: Set<Clause.ID>)] {
        library.shelf.ids.compactMap { id in
            guard let (own, needed) = engines[id]?.judging(clauses), !own.isEmpty else { return nil }
            return PackEngine(id, in: library, parameters: parameters, calendar: calendar, only: needed).map { ($0, own) }
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
