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

    /// The names by their number of bytes: of those with as many as a member's there are four at most, which are compared.
    private static let names: [[(text: String, name: Name)]] = {
        var names = [[(text: String, name: Name)]](repeating: [], count: (Name.allCases.map(\.text.utf8.count).max() ?? 0) + 1)
        for name in Name.allCases { names[name.text.utf8.count].append((name.text, name)) }
        return names
    }()
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
            if let name = Self.name(key) {
                values[name.rawValue] = value
            } else if let text = key.string {
                others.append((text, value))
            }
        }
    }

    private static func name(_ key: JSONValue) -> Name? {
        // With escapes, a name is shorter than it is written.
        if key.hasEscapes { return Name.allCases.first { key.says($0.text) } }
        let length = key.range.count - 2
        return names.indices.contains(length) ? names[length].first { key.says($0.text) }?.name : nil
    }

    subscript(name: Name) -> JSONValue? { values[name.rawValue] }
}
