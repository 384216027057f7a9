import JSON

/// The members of an event as posted, sorted out in one pass, as every one of them is looked at more than once.
struct EnvelopeMembers {
    /// The members that CloudEvents or this ledger gives a meaning to.
    enum Name: Int, CaseIterable {
        case specversion, id, source, type, subject, time, timeprecision, enteredtime, actor, actorname, actorrole, actorteam
        case concerns, corrects, correlationid, causationid, traceparent, tracestate, datacontenttype, dataschema
        case data, dataBase64
        // What only the ledger sets.
        case attributesdigest, datadigest, postedby, recordedtime, sequence

        static let setByLedger: [Name] = [.attributesdigest, .datadigest, .postedby, .recordedtime, .sequence]

        var text: String { self == .dataBase64 ? "data_base64" : "\(self)" }
    }

    private static let names = Dictionary(uniqueKeysWithValues: Name.allCases.map { ($0.text, $0) })
    /// What another name may have been meant as.
    static let meant = Set(Name.allCases.map(\.text)).subtracting(Name.setByLedger.map(\.text) + ["data_base64"])

    private var values = [JSONValue?](repeating: nil, count: Name.allCases.count)
    /// Attributes of other specifications, in the poster's order.
    private(set) var others: [(name: String, value: JSONValue)] = []

    init(_ event: JSONValue) {
        for (key, value) in event.members {
            guard let text = key.string else { continue }
            if let name = Self.names[text] { values[name.rawValue] = value } else { others.append((text, value)) }
        }
    }

    subscript(name: Name) -> JSONValue? { values[name.rawValue] }
}
