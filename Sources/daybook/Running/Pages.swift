import JSON

/// Answers that come in pages.
enum Pages {
    static func read(_ body: [UInt8]) throws -> JSONValue {
        do {
            return try JSONDocument(body, limits: JSONLimits(bytes: 256 << 20, depth: 128, numberLength: 1024)).root
        } catch {
            throw Failure(Failure.refused, "The daemon's answer is not JSON: \(error.reason), at byte \(error.offset).")
        }
    }

    /// One answer of several pages: the first, with the entries of all, and with no more to come.
    static func joined(_ bodies: [[UInt8]], list: String) throws -> [UInt8] {
        let pages = try bodies.map(read)
        guard let first = pages.first else { return [] }
        var writer = JSONWriter(capacity: bodies.reduce(0) { $0 + $1.count })
        writer.object { writer in
            for (key, value) in first.members {
                writer.key(key.string ?? "")
                if key.says(list) {
                    writer.array { writer in
                        for page in pages { for entry in page[list].map({ Array($0.elements) }) ?? [] { writer.raw(entry.text) } }
                    }
                } else if key.says("next") {
                    writer.null()
                } else {
                    writer.raw(value.text)
                }
            }
        }
        return writer.bytes
    }
}
