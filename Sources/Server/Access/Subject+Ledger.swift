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
    var recordSubject: Subject { .ofRecord(subject, source: header.source, concerns: header.concerns) }
}

extension Attributes {
    var recordSubject: Subject { .ofRecord(subject, source: source, concerns: concerns) }
}

extension Subject {
    fileprivate static func ofRecord(_ subject: Subject, source: String, concerns: [Subject]) -> Subject {
        Posting.isLedgerSource(source) ? concerns.first ?? subject : subject
    }
}
