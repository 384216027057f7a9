import Events
import JSON
import Ledger
import Transparency

/// What jobs found or made, as it is told outside.
enum Reports {
    /// - Parameter more: further members, before the others.
    static func check(_ report: CheckReport, _ more: [(name: String, value: String)] = []) throws -> JSONValue {
        try object { writer in
            for (name, value) in more { writer.member(name, value) }
            writer.member("origin", report.origin)
            writer.member("size", report.size)
            writer.member("root", hexadecimal(report.root.array))
            writer.member("checkpoint", report.checkpoint)
            writer.member("checkpoints", report.checkpoints)
            writer.member("opened", report.opened)
            writer.member("without_key", report.withoutKey)
            writer.member("unchecked", report.unchecked)
            writer.key("since")
            writer.array { writer in
                for (name, size) in report.since {
                    writer.object { writer in
                        writer.member("name", name)
                        writer.member("size", size)
                    }
                }
            }
        }
    }

    static func export(_ report: LedgerExport.Report, to directory: String) throws -> JSONValue {
        try object { writer in
            writer.member("directory", directory)
            writer.member("size", report.size)
            writer.member("checkpoint", report.checkpoint)
            writer.member("checkpoints", report.checkpoints)
        }
    }

    private static func object(_ members: (inout JSONWriter) -> Void) throws -> JSONValue {
        var writer = JSONWriter()
        writer.object(members)
        return try JSONDocument(writer.bytes).root
    }
}
