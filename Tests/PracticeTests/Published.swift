import Events
import FoundationEssentials
import JSON
import Practice
import Testing

/// What stands beside the code: the schemas, the calendar, the worked case.
enum Published {
    /// The package's root, from where this file was compiled.
    static let root: String = {
        let parts = #filePath.split(separator: "/", omittingEmptySubsequences: false)
        return parts.dropLast(3).joined(separator: "/")
    }()

    static func json(_ path: String) throws -> JSONValue { try JSONDocument(try bytes(path)).root }

    static func bytes(_ path: String) throws -> [UInt8] {
        Array(try #require(FileManager.default.contents(atPath: root + "/" + path), "no file \(path)"))
    }

    static let perspective: Perspective? = {
        guard let files = try? FileManager.default.contentsOfDirectory(atPath: root + "/schemas/events") else { return nil }
        var schemas: [String: JSONValue] = [:]
        for file in files where file.hasSuffix(".json") {
            schemas[String(file.dropLast(5))] = try? json("schemas/events/" + file)
        }
        guard let catalogue = try? Catalogue(schemas: schemas),
            let calendar = try? json("schemas/calendars/england-and-wales.json"),
            let workingDays = try? WorkingDays(calendar)
        else { return nil }
        return Perspective(catalogue: catalogue, workingDays: workingDays)
    }()

    static func need() throws -> Perspective { try #require(perspective, "schemas/ cannot be read") }
}

/// The worked case as a ledger would hold it after playing the file into it.
struct WorkedCase {
    let events: [Event]

    static let path = "schemas/worked-case/worked-case.jsonl"
    static let isHere = FileManager.default.fileExists(atPath: Published.root + "/" + path)

    init() throws {
        let start = try #require(Instant("2026-09-01T09:00:00Z"))
        events = try Published.bytes(Self.path).split(separator: UInt8(ascii: "\n")).enumerated().map { index, line in
            try Ledger.event(String(decoding: line, as: UTF8.self), at: index, recorded: start.adding(seconds: Int64(index)))
        }
    }

    /// The record of one subject, with what concerns it, as known at a moment by entry times.
    func record(of subject: String, knownAt: String? = nil) throws -> Record {
        let subject = try #require(Subject(subject))
        let limit = try knownAt.map { try #require(Instant($0)) }
        return Record(
            events.filter { event in
                (event.attributes.subject == subject || event.attributes.concerns.contains(subject))
                    && limit.map { event.header.enteredOrRecorded <= $0 } ?? true
            }, of: subject)
    }

    /// `SOURCE#ID` of the event at a position.
    func name(_ position: Int64?) -> String? {
        position.flatMap { events.indices.contains(Int($0)) ? events[Int($0)].attributes.reference.description : nil }
    }

    func names(_ positions: [Int64]) -> [String] { positions.compactMap { name($0) } }

    func position(_ name: String) throws -> Position {
        try #require(events.first { $0.attributes.reference.description == name }, "no \(name)").position
    }
}
