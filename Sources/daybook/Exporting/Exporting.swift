import Client
import Export
import JSON

/// Writes the events of the ledger in other people's formats.
struct Exporting {
    let client: DaybookClient
    let since: UInt64
    /// A file, a directory, or `-`.
    let output: String
    /// Whether tables are for a spreadsheet, which works out what looks like a formula.
    var forSpreadsheet = false

    /// What was written.
    struct Outcome {
        var events = 0
        /// Events whose data is gone.
        var withoutData = 0
        var files = 0
        /// Events that who exports may not see.
        var leftOut = 0
    }

    /// CloudEvents, one to a line.
    func cloudEvents() async throws -> Outcome {
        var outcome = Outcome(files: 1)
        var events = ExportedEvents(client, since: since)
        let file = try OutputFile(output)
        try await events.each { event in
            guard let json = PlainEvent.cloudEvent(event) else {
                outcome.withoutData += 1
                return
            }
            try file.write(json + [UInt8(ascii: "\n")])
            outcome.events += 1
        }
        try file.finish()
        outcome.leftOut = events.leftOut
        return outcome
    }

    /// A table for each type of event, in a directory. The ledger is read twice: for the columns, then for the rows.
    func tables() async throws -> Outcome {
        var outcome = Outcome()
        var events = ExportedEvents(client, since: since)
        var tables: [String: FlatTable] = [:]
        try await events.each { event in tables[event["type"]?.string ?? "", default: FlatTable()].note(event) }
        try Files.makeDirectory(output)
        var files: [String: (file: OutputFile, columns: [String])] = [:]
        for (type, table) in tables {
            let file = try OutputFile("\(output)/\(type).csv")
            try file.write(table.header)
            files[type] = (file, table.columns)
        }
        try await events.each { event in
            guard let open = files[event["type"]?.string ?? ""] else { return }
            try open.file.write(FlatTable.line(event, columns: open.columns, forSpreadsheet: forSpreadsheet))
            outcome.events += 1
        }
        for open in files.values { try open.file.finish() }
        outcome.files = files.count
        outcome.leftOut = events.leftOut
        return outcome
    }

    /// One PROV-JSON document. Its sections are gathered in files beside it, or in a directory of
    /// the moment where it has no place of its own, since each stands in it as a whole.
    func provenance() async throws -> Outcome {
        var outcome = Outcome(files: 1)
        var events = ExportedEvents(client, since: since)
        var provenance = Provenance()
        let scratch = output == "-" ? try Files.makeScratch() : nil
        defer { if let scratch { Files.remove(scratch) } }
        let base = scratch.map { $0 + "/daybook-prov" } ?? output
        var sections: [Provenance.Section: (path: String, file: OutputFile, isEmpty: Bool)] = [:]
        for section in Provenance.Section.allCases {
            let path = "\(base).\(section.rawValue).section"
            sections[section] = (path, try OutputFile(path), true)
        }
        defer { for section in sections.values { Files.remove(section.path); Files.remove(section.path + ".part") } }
        try await events.each { event in
            for member in provenance.members(of: event) {
                guard let open = sections[member.section] else { continue }
                try open.file.write((open.isEmpty ? [] : [UInt8(ascii: ",")]) + member.json)
                sections[member.section]?.isEmpty = false
            }
            outcome.events += 1
        }
        let file = try OutputFile(output)
        try file.write(Array("{\"prefix\":".utf8) + Provenance.prefixes)
        for section in Provenance.Section.allCases {
            guard let open = sections[section], !open.isEmpty else { continue }
            try open.file.finish()
            try file.write(Array(",\"\(section.rawValue)\":{".utf8))
            let part = try InputFile(open.path)
            defer { part.close() }
            while let piece = try await part.next() { try file.write(Array(piece)) }
            try file.write(Array("}".utf8))
        }
        try file.write(Array("}\n".utf8))
        try file.finish()
        outcome.leftOut = events.leftOut
        return outcome
    }
}
