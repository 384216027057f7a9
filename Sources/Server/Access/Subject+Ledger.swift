import Events

extension Subject {
    /// The ledger itself: what is looked at where it is no one subject's record, and what its own events are about.
    static let ledger: Subject = {
        guard let subject = Subject(kind: .service, ref: "daybook") else { preconditionFailure("this is a reference") }
        return subject
    }()
}

/// Whose record an event is of, for who may see it and for the visitors' book: what the ledger says of a case in its own name is the
/// case's.
extension RecordedEvent {
    var recordSubject: Subject { header.isOfLedger ? header.concerns.first ?? subject : subject }
}

extension Attributes {
    var recordSubject: Subject { Posting.isLedgerSource(source) ? concerns.first ?? subject : subject }
}
