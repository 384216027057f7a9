import Events
import Standards
import Wire

/// Which findings are asked for.
struct FindingFilter {
    /// The one clause that is asked about; nil for all.
    let clause: Clause.ID?
    private let statuses: Set<Finding.Status>?

    init(_ query: QueryReader, _ pack: Pack, about kind: Subject.Kind) throws(Problem) {
        clause = try Self.clause(query, pack, about: kind)
        guard let text = try query.text("status") else {
            statuses = nil
            return
        }
        var wanted: Set<Finding.Status> = []
        for word in text.split(separator: ",") {
            guard let status = Finding.Status(rawValue: String(word)) else {
                let known = Finding.Status.allCases.map(\.rawValue).joined(separator: ", ")
                throw .badQuery("There is no status \"\(word)\"; status is one or more, with commas between, of \(known).")
            }
            wanted.insert(status)
        }
        statuses = wanted
    }

    /// The clause that a request names, which the pack must have; nil where it names none.
    ///
    /// - Parameter kind: what it must be about; nil where that does not matter.
    static func clause(_ query: QueryReader, _ pack: Pack, about kind: Subject.Kind? = nil) throws(Problem) -> Clause.ID? {
        guard let id = try query.text("clause") else { return nil }
        guard let clause = pack.clauses.first(where: { $0.id == id }) else {
            throw .notFound("The pack \(pack.id) has no clause \"\(id)\"; GET /v1/standards/\(pack.id) lists them.")
        }
        if let kind, clause.subject != kind {
            throw .badQuery(
                "\(id) is about a \(clause.subject.rawValue), not a \(kind.rawValue): ask GET \(clause.subject.path)/standards.")
        }
        return id
    }

    func fits(_ finding: Finding) -> Bool {
        (clause.map { $0 == finding.clause } ?? true) && (statuses?.contains(finding.status) ?? true)
    }
}

extension Subject.Kind {
    /// Where one of the kind is asked about.
    fileprivate var path: String { "/v1/\(rawValue)s/REF" }
}
