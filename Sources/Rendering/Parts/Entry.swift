import JSON

/// What every line shows of an entry.
enum Entry {
    static func position(_ entry: JSONValue) -> String {
        (entry["position"] ?? entry["sequence"]).flatMap { $0.integer.map(String.init) ?? $0.string } ?? ""
    }

    /// The entry in one line.
    static func summary(_ entry: JSONValue) -> String {
        entry["summary"]?.string ?? entry["title"]?.string ?? entry["type"]?.string.map(type) ?? "no summary"
    }

    /// "visit.made" as "visit made".
    static func type(_ name: String) -> String { Plain.words(String(name.map { $0 == "." ? " " : $0 })) }
}
