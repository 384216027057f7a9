/// An import under way, whatever it reads: gives events for as long as there are any, and then its report.
public protocol ImportRun {
    /// The next events, in order; nil at the end.
    mutating func next() -> [ImportedEvent]?

    /// What was read and what is wrong with it; complete after the last event.
    var report: ImportReport { get }
}

/// One design for all kinds of import: a reader yields statements with their place, a mapping turns each into events, a
/// report counts what came of them. No more is in memory than one statement and what the mapping must remember.
public struct Importer<Reader: StatementReader, Mapping: StatementMapping>: ImportRun
where Reader.Statement == Mapping.Statement {
    private var reader: Reader
    private var mapping: Mapping
    private var output = ImportOutput()
    private var isFinished = false

    /// Events handed on at once, about.
    private static var portion: Int { 256 }

    init(_ reader: Reader, _ mapping: Mapping) {
        self.reader = reader
        self.mapping = mapping
    }

    /// The events of the next stretch of the files, in order; nil at the end.
    public mutating func next() -> [ImportedEvent]? {
        while !isFinished, output.events.count < Self.portion {
            if let statement = reader.next(&output) {
                mapping.add(statement, to: &output)
            } else {
                mapping.finish(&output)
                isFinished = true
            }
        }
        let events = output.takeEvents()
        return events.isEmpty ? nil : events
    }

    public var report: ImportReport { mapping.report(output) }
}

extension ImportRun {
    /// All events at once, for sources that are small.
    public mutating func all() -> [ImportedEvent] {
        var events: [ImportedEvent] = []
        while let more = next() { events += more }
        return events
    }
}
