public import Events

/// Reads children in need censuses as the Department for Education takes them in (XML).
public enum CensusImport {
    /// - Parameters:
    ///   - sources: the files, read piece by piece and one after the other.
    ///   - made: when the files were made, where their headers do not say or are wrong; nil takes each header's word.
    ///   - now: the present; a census that says it was made later is not read. Nil takes any time for past.
    public static func run(_ sources: [ByteSource], made: Instant? = nil, now: Instant? = nil) -> some ImportRun {
        Importer(CensusReader(sources), CensusMapping(made: made, now: now))
    }
}
