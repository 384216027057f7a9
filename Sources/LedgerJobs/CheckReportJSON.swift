import Events
import JSON
import Ledger
import Transparency

/// What a check found, as it is told outside.
struct CheckReportJSON {
    let value: JSONValue

    init(_ report: CheckReport) throws {
        var writer = JSONWriter()
        writer.object { writer in
            writer.member("origin", report.origin)
            writer.member("size", report.size)
            writer.member("root", hexadecimal(report.root.array))
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
        value = try JSONDocument(writer.bytes).root
    }
}
