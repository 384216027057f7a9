public import Events

/// Reads CSV files by a mapping file.
public enum CSVImport {
    /// - Parameters:
    ///   - files: files of the kind that the mapping is for, read piece by piece and one after the other.
    ///   - made: when the files were made: the entry time of rows that tell none, and the latest they can know of; nil
    ///     leaves entry times out.
    ///   - now: the present; rows about later days are not taken. Nil takes any time for past.
    public static func run(
        _ files: [ByteSource], _ mapping: CSVMapping, made: Instant? = nil, now: Instant? = nil
    ) -> some ImportRun {
        Importer(
            CSVRowReader(files, mapping.rows, separator: mapping.separator),
            RowsMapping([mapping.rows], RowsMapping.Settings(kind: "csv", entered: made, now: now)))
    }

    /// The same of files that are in memory.
    public static func run(
        _ files: [SourceFile], _ mapping: CSVMapping, made: Instant? = nil, now: Instant? = nil
    ) -> some ImportRun {
        run(files.map { ByteSource($0) }, mapping, made: made, now: now)
    }
}
