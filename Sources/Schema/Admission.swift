public import Events
public import JSON

/// Decides whether what is posted may be kept, and says everything that is wrong with it at once.
public struct Admission: Sendable {
    private let vocabulary: Vocabulary
    private let latest: Instant
    private let faultLimit: Int

    /// - Parameters:
    ///   - latest: the latest time an event may have.
    ///   - faultLimit: where more faults than this are found, no further event is looked at.
    public init(vocabulary: Vocabulary, latest: Instant, faultLimit: Int) {
        self.vocabulary = vocabulary
        self.latest = latest
        self.faultLimit = faultLimit
    }

    /// Checks events and reads them; answers every fault, with the index of its event, up to a limit.
    public func read(
        _ events: ArraySlice<JSONValue>, firstIndex: Int
    ) -> (postings: [Posting], faults: [(index: Int, fault: Fault)]) {
        var postings: [Posting] = []
        postings.reserveCapacity(events.count)
        var faults: [(index: Int, fault: Fault)] = []
        for (index, event) in zip(firstIndex..., events) {
            let (posting, found) = read(event)
            if let posting, found.isEmpty { postings.append(posting) } else { faults += found.map { (index, $0) } }
            if faults.count > faultLimit { break }
        }
        return (postings, faults)
    }

    private func read(_ event: JSONValue) -> (Posting?, [Fault]) {
        var faults: [Fault] = []
        let posting = Posting.read(event, faults: &faults)
        if let posting { faults += refused(posting.attributes) }
        // Both look at the envelope; what both find is told once, and an attribute that is null is unset (CloudEvents JSON
        // format, section 2.2).
        let told = Set(faults.map(\.pointer))
        for fault in vocabulary.check(event) where !told.contains(fault.pointer) && !isUnset(fault, in: event) {
            faults.append(fault)
        }
        return (posting, faults)
    }

    private func isUnset(_ fault: Fault, in event: JSONValue) -> Bool {
        event[String(fault.pointer.dropFirst())]?.isNull ?? false
    }

    private func refused(_ attributes: Attributes) -> [Fault] {
        var faults: [Fault] = []
        if Posting.isLedgerSource(attributes.source) {
            faults.append(
                Fault("/source", "\(Posting.ledgerSource) is the ledger's own source; name the system this comes from."))
        }
        if attributes.time.instant > latest {
            faults.append(
                Fault(
                    "/time",
                    "This lies in the future. What is planned is its own event, as appointment.scheduled; mind the clock."))
        }
        if let entered = attributes.enteredTime, entered.instant > latest {
            faults.append(Fault("/enteredtime", "This lies in the future; check the source system's clock."))
        }
        if attributes.corrected == attributes.reference {
            faults.append(Fault("/corrects", "An event cannot correct itself: give the correction an id of its own."))
        }
        return faults
    }
}
