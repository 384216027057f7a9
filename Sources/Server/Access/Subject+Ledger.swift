import Events

extension Subject {
    /// The ledger itself: what is looked at where it is no one subject's record, and what its own events are about.
    static let ledger: Subject = {
        guard let subject = Subject(kind: .service, ref: "daybook") else { preconditionFailure("this is a reference") }
        return subject
    }()
}
