import Client
import Export
import JSON

/// Writes an extract as files.
struct ExtractFiles {
    let directory: String
    let reference: String
    let purpose: ExtractPurpose
    /// The state of the ledger that it was taken at.
    let basis: JSONValue?

    private var size: Int64 { basis?["size"]?.integer ?? 0 }

    /// - Parameter standing: how entries stand today, by position.
    func write(_ extract: AccessExtract, standing: [String: ExtractStanding], leftOut: Int64) throws {
        try Files.makeDirectory(directory)
        try Files.makeDirectory(directory + "/proofs")
        var record = JSONWriter(capacity: 1 << 16)
        record.object { writer in
            writer.member("case", reference)
            writer.member("for", purpose.rawValue)
            writer.key("events")
            writer.array { writer in for event in extract.events { writer.raw(event[...]) } }
            // Beside the events, which stay as they were posted: their digests can be checked.
            writer.key("standing")
            writer.array { writer in
                let inOrder = standing.values.sorted { (Int64($0.position) ?? 0) < (Int64($1.position) ?? 0) }
                for one in inOrder { one.write(to: &writer) }
            }
            if let basis {
                writer.key("basis")
                writer.raw(basis.text)
            }
        }
        try write(record.bytes, "record.json")
        var list = JSONWriter()
        list.object { writer in
            writer.member("case", reference)
            writer.member("events_left_out_by_access", leftOut)
            writer.key("withheld")
            writer.array { writer in
                for one in extract.withheld {
                    writer.object { writer in
                        writer.member("position", one.position)
                        writer.member("what", one.what)
                        writer.member("why", one.why)
                    }
                }
            }
        }
        try write(list.bytes, "withheld.json")
        let page = try ExtractPage(extract, standing: standing, reference: reference, purpose: purpose, size: size)
        try write(Array(page.html.utf8), "record.html")
    }

    /// The checkpoint of the basis, and a receipt in it for each event, whatever was posted meanwhile. The salt opens the digest of what is given whole, and of
    /// nothing that was masked: a mask could be guessed with it.
    ///
    /// - Parameter elsewhere: events that concern the case and stand in other records.
    func writeProofs(
        _ events: [JSONValue], _ extract: AccessExtract, elsewhere: Int, _ client: DaybookClient
    ) async throws {
        for (event, isWhole) in zip(events, extract.isWhole) {
            let position = AccessExtract.position(event)
            let answer = try await client.get(
                "/v1/log/proof/\(position)", query: [("at_size", String(size))] + (isWhole ? [] : [("salt", "no")]))
            guard answer.isSuccess else { throw Problem(answer) }
            try write(answer.body, "proofs/\(position).tlog-proof")
        }
        for (path, name, query) in [
            ("/v1/log/checkpoint", "checkpoint", [("size", String(size))]), ("/v1/log/key", "verifier-key", []),
        ] {
            let answer = try await client.get(path, query: query)
            guard answer.isSuccess else { throw Problem(answer) }
            try write(answer.body, "proofs/" + name)
        }
        let positions = events.map(AccessExtract.position).joined(separator: "\n")
        let erased = events.count { AccessExtract.erasure($0) != nil }
        let text = """
            The ledger had \(size) events when this was taken; \(events.count) of them are about case \(reference). Their
            positions are below. Each .tlog-proof shows that its event's header stands at its position (daybook log
            verify-receipt checks it without the council's help). That there is no other event about the case is shown by
            the headers of all positions below \(size), which name their subjects: whoever may audit the ledger can read
            them (/v1/log/tile/entries) and count. Those who may not cannot check that from these files.
            What \(erased) of them said has been erased. \(elsewhere) events that concern the case and stand in other records
            were seen; withheld.json lists them.

            \(positions)

            """
        try write(Array(text.utf8), "proofs/COMPLETE.txt")
    }

    private func write(_ bytes: [UInt8], _ name: String) throws {
        let file = try OutputFile(directory + "/" + name)
        try file.write(bytes)
        try file.finish()
    }
}
