import Crypto
public import Events

/// The event that says that files were imported: what, which, and what came of them. Who handed them over, and when, the
/// ledger says itself.
public enum ImportRecord {
    /// Its id follows from the files, the mapping, and when they were said to be made. So an import that is given again, or
    /// taken up again after it broke off, is recorded once; and one that states other events of the same files is another.
    ///
    /// - Parameters:
    ///   - mapping: the mapping file's title and bytes, where there is one.
    ///   - made: when the files were said to be made, where that was said.
    ///   - time: when the import came to its end.
    /// - Returns: nil where no file was read.
    public static func event(
        _ report: ImportReport, mapping: (title: String, bytes: [UInt8])?, made: Instant? = nil, at time: Instant
    ) -> ImportedEvent? {
        let files = report.files.filter { $0.sha256 != nil }
        let isUnread = report.events == 0 && report.faultKinds.contains { $0.severity == .losesFile }
        guard !files.isEmpty, !isUnread else { return nil }
        let mappingDigest = mapping.map { hexadecimal(SHA256.hash(data: $0.bytes)) }
        let names =
            [report.kind, mappingDigest ?? ""] + files.compactMap(\.sha256).sorted()
            + (made.map { ["made " + $0.description] } ?? [])
        let id = "import/" + hexadecimal(SHA256.hash(data: Array(names.joined(separator: "\n").utf8)))
        var data = [
            EventDraft.Field("kind", report.kind), EventDraft.Field("files", .list(files.map(value))),
            EventDraft.Field("events", .number("\(report.events)")),
            EventDraft.Field("refused", .number("\(report.posted?.refused ?? 0)")),
        ]
        if let made { data.append(EventDraft.Field("entered", made.description)) }
        let faults = report.faultKinds
        if !faults.isEmpty {
            data.append(
                EventDraft.Field(
                    "faults",
                    .list(
                        faults.map { kind in
                            .object([
                                EventDraft.Field("kind", kind.id),
                                EventDraft.Field("count", .number("\(report.count(kind))")),
                            ])
                        })))
        }
        if let mapping, let mappingDigest {
            data.append(
                EventDraft.Field(
                    "mapping", .object([EventDraft.Field("title", mapping.title), EventDraft.Field("sha256", mappingDigest)])))
        }
        let draft = EventDraft(id: id, type: "import.completed", subject: "service/import", time: .instant(time), data: data)
        return draft.event(source: "/import", place: Place(file: "the record of the import"))
    }

    private static func value(_ file: ImportReport.File) -> EventDraft.Value {
        var fields = [EventDraft.Field("name", String(file.name.split(separator: "/").last ?? ""))]
        if let sha256 = file.sha256 { fields.append(EventDraft.Field("sha256", sha256)) }
        if let content = file.content { fields.append(EventDraft.Field("content", content)) }
        fields += [
            EventDraft.Field("rows", .number("\(file.rows)")), EventDraft.Field("events", .number("\(file.events)")),
            EventDraft.Field("refused_rows", .number("\(file.refusedRows)")),
        ]
        return .object(fields)
    }
}
