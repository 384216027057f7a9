import JSON
import Synchronization

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
    private static let meant = Set(Name.allCases.map(\.text)).subtracting(Name.setByLedger.map(\.text) + ["data_base64"])

    /// What was found out about other names: the same few come with every event of a source. Nil where nothing is like it.
    private static let looked = Mutex<[String: String?]>([:])
    /// Names kept at most; then the memory starts afresh.
    private static let lookedLimit = 1_000

    /// The attribute that another name was probably meant as.
    static func meant(by name: String) -> String? {
        guard name.utf8.count <= Spelling.longest else { return nil }
        if let known = looked.withLock({ $0[name] }) { return known }
        let found = Spelling.nearest(to: name, among: meant)
        looked.withLock { looked in
            if looked.count >= lookedLimit { looked = [:] }
            looked[name] = .some(found)
        }
        return found
    }

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
