import Events
import Ledger
import Practice
import Standards
import Views
import Wire

extension Desk {
    /// Whose findings may be others than when a sheet was made, by what was posted since.
    ///
    /// - Parameter question: that of the sheet, at a later basis.
    func subjectsChanged(since sheet: DueSheet, _ question: StandardsQuestion) throws -> Set<Subject> {
        let new = sheet.basis.size..<max(sheet.basis.size, question.basis.size)
        guard !new.isEmpty else { return [] }
        let touched = try ledger.touched(by: new)
        let corrected = try events(correctedBy: touched.corrections)
        var changed = touched.subjects.union(corrected.flatMap(\.subjectsNamed))
        for type in Event.typesNamingCases { changed.formUnion(try events(of: type, in: new).flatMap(\.subjectsNamed)) }
        let kinds = question.engine.kinds(of: question.clauses)
        let types = kinds.subtracting([.case]).reduce(into: Set<String>()) { $0.formUnion(question.engine.types(for: $1)) }
        let looked = try types.flatMap { try events(of: $0, in: new) } + corrected.filter { types.contains($0.attributes.type) }
        changed.formUnion(try workersAndTeams(lookingAt: looked, question))
        let ofService = kinds.contains(.service) ? question.engine.types(for: .service) : []
        if looked.contains(where: ofService.holds) {
            changed.formUnion(try subjects(.service, judgedBy: question))
        }
        let workers = touched.actors.union(changed.filter { $0.kind == .worker }.map(\.ref))
        changed.formUnion(try teamChanged(workers, since: sheet, question.basis))
        return try changed.filter { try kinds.contains($0.kind) && judges($0, by: question) }
    }

    /// The workers and teams that some events are about, or by, and those who held the cases these are of.
    private func workersAndTeams(lookingAt events: [Event], _ question: StandardsQuestion) throws -> Set<Subject> {
        var workers = Set(events.flatMap { [$0.attributes.actor, $0["worker"]?.personKey].compactMap(\.self) + $0.members })
        let inHeldCases = question.engine.typesOfHeldCases
        for held in Set(events.filter(inHeldCases.holds).map(\.attributes.subject)) where held.kind == .case {
            let positions = try ledger.positions(of: held, below: question.basis.size)
                .filter(try question.lookedAtInHeldCases().contains)
            let allocations = try ledger.events(at: positions).filter { $0.attributes.type == Event.caseAllocated }
            workers.formUnion(allocations.compactMap { $0["worker"]?.personKey })
        }
        let named = Set(events.flatMap(\.teamsNamed))
        let teams = try subjects(.team, judgedBy: question).filter { team in
            try !named.isDisjoint(with: names(of: team, below: question.basis.size))
        }
        return Set(workers.compactMap { Subject(kind: .worker, ref: $0) }).union(teams)
    }

    /// Those whose worker is in another team than a sheet has.
    private func teamChanged(_ workers: Set<String>, since sheet: DueSheet, _ basis: Basis) throws -> Set<Subject> {
        var changed: Set<Subject> = []
        let teams = TeamsTold(self, basis, asAt: sheet.day)
        for (worker, dues) in sheet.restingOn(workers.union(try teams.named(since: sheet.basis.size))) {
            let team = try teams.history(of: worker).at(London.end(of: sheet.day))
            for due in dues
            where due.responsible.contains(where: { $0.restsOn == worker && ($0.worker == nil || $0.told != team) }) {
                changed.insert(due.subject)
            }
        }
        return changed
    }

    /// The events of a type at some positions.
    private func events(of type: String, in positions: Range<UInt64>) throws -> [Event] {
        let last = positions.lowerBound == 0 ? nil : Position(positions.lowerBound - 1)
        return try ledger.events(
            at: views.positions(type: type, after: last, below: positions.upperBound, limit: .max))
    }

    /// The entries that some corrections put right, wherever they stand, and those that were put right by these before.
    func events(correctedBy corrections: [Position]) throws -> [Event] {
        var found: [Event] = []
        var seen = Set(corrections)
        var wave = try ledger.events(at: corrections)
        while !wave.isEmpty {
            let named = try wave.flatMap(\.references).compactMap { try ledger.position(of: .init($0)) }
            wave = try ledger.events(at: named.filter { seen.insert($0).inserted })
            found += wave
        }
        return found
    }
}

extension Event {
    /// What it is about, by its subject, what it also concerns, and the cases its data names.
    var subjectsNamed: Set<Subject> {
        Set([attributes.subject] + attributes.concerns + casesNamed.compactMap { Subject(kind: .case, ref: $0) })
    }
}

extension Set<String> {
    /// Whether an event is of one of these types.
    fileprivate func holds(_ event: Event) -> Bool { contains(event.attributes.type) }
}
