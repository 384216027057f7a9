import JSON
import Ledger
import Transparency

/// What jobs found or made, as it is told outside.
enum Reports {
    /// A report and further members, which stand before it.
    typealias Part = (report: CheckReport, more: [(name: String, value: String)])

    /// - Parameters:
    ///   - more: further members, before the others.
    ///   - visitors: the same of the visitors' book, where it was copied too.
    static func check(
        _ report: CheckReport, _ more: [(name: String, value: String)] = [], visitors: Part? = nil
    ) throws -> JSONValue {
        try object { writer in
            write((report, more), to: &writer)
            guard let visitors else { return }
            writer.key("visitors")
            writer.object { write(visitors, to: &$0) }
        }
    }

    private static func write(_ part: Part, to writer: inout JSONWriter) {
        let report = part.report
        for (name, value) in part.more { writer.member(name, value) }
        writer.member("origin", report.origin)
        writer.member("size", report.size)
        writer.member("root", Base64.encode(report.root.array))
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
