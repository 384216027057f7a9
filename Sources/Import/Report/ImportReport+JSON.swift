import Events
public import JSON

extension ImportReport: JSONWritable {
    /// Writes everything, every fault with its place.
    public func write(to writer: inout JSONWriter) {
        writer.object { report in
            report.member("kind", kind)
            report.member("rows", rows)
            report.member("events", events)
            report.member("refused_rows", refusedRows)
            report.member("posted", posted)
            report.key("fault_counts")
            report.object { counts in
                for group in ImportFault.Group.allCases { counts.member(group.rawValue, count(of: group)) }
            }
            report.member("sources", sources)
            report.member("other_files", otherFiles)
            report.member("faults", FaultList.all(of: self))
        }
    }
}

extension ImportReport.Source: JSONWritable {
    public func write(to writer: inout JSONWriter) {
        writer.object { source in
            source.member("source", name)
            source.member("title", title)
            source.member("first_day", first?.description)
            source.member("last_day", last?.description)
            source.member("files", files)
            source.key("counts")
            source.object { object in for count in counts { object.member(count.name, count.value) } }
            source.member("ends_first_stated", endsFirstStated)
        }
    }
}

extension ImportReport.File: JSONWritable {
    public func write(to writer: inout JSONWriter) {
        writer.object { file in
            file.member("file", name)
            file.member("content", content)
            file.member("sha256", sha256)
            file.member("rows", rows)
            file.member("events", events)
            file.member("repeated_rows", repeatedRows)
            file.member("refused_rows", refusedRows)
        }
    }
}

extension ImportReport.StatedEnd: JSONWritable {
    public func write(to writer: inout JSONWriter) {
        writer.object { end in
            end.member("child", child)
            end.member("began", start.description)
            end.member("ended", self.end.description)
            end.member("file", place.file)
            end.member("row", place.row)
        }
    }
}

extension ImportReport.Posted: JSONWritable {
    public func write(to writer: inout JSONWriter) {
        writer.object { posted in
            posted.member("new", new)
            posted.member("known", known)
            posted.member("refused", refused)
        }
    }
}

/// The faults of one kind.
private struct FaultList: JSONWritable {
    let kind: ImportFault.Kind
    let count: Int
    let faults: [ImportFault]

    static func all(of report: ImportReport) -> [FaultList] {
        let byKind = Dictionary(grouping: report.faults, by: \.kind)
        return report.faultKinds.map { FaultList(kind: $0, count: report.count($0), faults: byKind[$0] ?? []) }
    }

    func write(to writer: inout JSONWriter) {
        writer.object { list in
            list.member("kind", kind.id)
            list.member("group", kind.group.rawValue)
            list.member("title", kind.title)
            list.member("count", count)
            list.member("places", faults)
        }
    }
}
