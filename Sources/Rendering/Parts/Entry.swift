import JSON

/// What every line shows of an entry.
enum Entry {
    static func position(_ entry: JSONValue) -> String {
        if let position = entry["position"]?.integer { return String(position) }
        // An event as posted has its position in `sequence`, with leading zeros.
        return entry["sequence"]?.string.flatMap { Int64($0) }.map(String.init) ?? ""
    }

    /// The entry in one line.
    static func summary(_ entry: JSONValue) -> String {
        entry["summary"]?.string ?? entry["title"]?.string ?? entry["type"]?.string.map(type) ?? "no summary"
    }

    /// "visit.made" as "visit made".
    static func type(_ name: String) -> String { Plain.words(String(name.map { $0 == "." ? " " : $0 })) }
}
