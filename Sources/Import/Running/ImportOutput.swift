/// What an import has made so far: events that nobody has taken yet, faults, and files with their counts.
public struct ImportOutput {
    /// Made, and not yet handed on.
    var events: [ImportedEvent] = []
    /// Events made in all.
    private(set) var eventCount = 0
    var faults = FaultBook()
    /// In order of reading.
    var files: [ImportReport.File] = []

    mutating func add(_ event: ImportedEvent) {
        events.append(event)
        eventCount += 1
    }

    /// The events made since the last call.
    mutating func takeEvents() -> [ImportedEvent] {
        defer { events.removeAll(keepingCapacity: true) }
        return events
    }
}
