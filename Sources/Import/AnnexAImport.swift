public import Events

/// Reads the lists of Annex A workbooks (.xlsx).
public enum AnnexAImport {
    /// - Parameters:
    ///   - files: the workbooks.
    ///   - made: when their lists were made; nil takes each workbook's word for when it was last saved.
    ///   - now: the present; a workbook from the future is not read. Nil takes any time for past.
    public static func run(_ files: [SourceFile], made: Instant? = nil, now: Instant? = nil) -> some ImportRun {
        let lists = AnnexALists.all
        return Importer(
            AnnexAReader(files, lists, made: made, now: now),
            RowsMapping(lists, RowsMapping.Settings(kind: "annex-a", entered: made)))
    }
}
