import JSON

/// People, as an answer names them.
enum Who {
    /// Who did it: "A. Patel, team manager". The person's id where the name is not told; where neither is, the source that
    /// does not tell.
    static func of(_ entry: JSONValue, withTeam: Bool = false) -> String {
        let actor = entry["actor"]?.string ?? "unknown"
        let name = entry["actorname"]?.string ?? (actor == "unknown" ? unknown(entry) : actor)
        var parts = [name]
        if let role = entry["actorrole"]?.string, role != "unknown" { parts.append(Plain.words(role)) }
        if withTeam, let team = entry["actorteam"]?.string { parts.append(team) }
        return parts.joined(separator: ", ")
    }

    private static func unknown(_ entry: JSONValue) -> String {
        "author not known" + (entry["source"]?.string.map { " (\($0))" } ?? "")
    }

    /// A person in an event's data: their name, role and team, as far as they are there.
    static func person(_ value: JSONValue?) -> String? {
        guard let value else { return nil }
        if let text = value.string { return text }
        guard value["name"] != nil || value["id"] != nil || value["role"] != nil else { return nil }
        guard value.members.allSatisfy({ ["id", "name", "role", "team"].contains($0.key.string ?? "") }) else { return nil }
        let id = value["id"]?.string.map { $0 == "unknown" ? "somebody whose name is not known" : $0 }
        let role = value["role"]?.string.flatMap { $0 == "unknown" ? nil : Plain.words($0) }
        let parts = [value["name"]?.string ?? id, role, value["team"]?.string].compactMap { $0 }
        return parts.isEmpty ? nil : parts.joined(separator: ", ")
    }
}
