import Client
import JSON

/// Reads the events of one file, one after the other.
struct EventReader {
    /// One event and where it stands.
    struct Item {
        let bytes: [UInt8]
        /// As "events.jsonl line 17".
        let place: String
    }

    /// What cannot be read as JSON.
    struct Unreadable: Error, CustomStringConvertible {
        let place: String
        let reason: String

        var description: String { "\(place): this is not JSON: \(reason)." }
    }

    private let file: InputFile
    private var splitter = EventSplitter()
    private var waiting: ArraySlice<EventSplitter.Piece> = []
    private var lastLine = 0
    private var count = 0
    private var failure: EventSplitter.Failure?
    private var isAtEnd = false

    init(_ file: InputFile) { self.file = file }

    mutating func next() async throws -> Item? {
        while waiting.isEmpty {
            if let failure { throw Unreadable(place: "\(file.name) line \(failure.line)", reason: failure.reason) }
            guard !isAtEnd else { return nil }
            try await readOn()
        }
        guard let piece = waiting.popFirst() else { return nil }
        return try item(piece)
    }

    /// A fault is told after the pieces that came before it.
    private mutating func readOn() async throws {
        let chunk = try await file.next()
        var pieces: [EventSplitter.Piece] = []
        do throws(EventSplitter.Failure) {
            if let chunk {
                try splitter.read(chunk, into: &pieces)
            } else {
                isAtEnd = true
                if let last = try splitter.end() { pieces.append(last) }
            }
        } catch {
            failure = error
        }
        waiting = pieces[...]
    }

    private mutating func item(_ piece: EventSplitter.Piece) throws -> Item {
        count += 1
        // Where a line holds several events, it does not tell which.
        let isFirst = piece.line != lastLine
        lastLine = piece.line
        let place = "\(file.name) line \(piece.line)" + (isFirst ? "" : ", event \(count)")
        do {
            _ = try JSONDocument(piece.bytes)
        } catch {
            throw Unreadable(place: place, reason: "\(error.reason), \(error.offset) bytes into the event")
        }
        return Item(bytes: piece.bytes, place: place)
    }
}
