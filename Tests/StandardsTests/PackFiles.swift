import Events
import FoundationEssentials
import JSON
import Standards
import Testing
import YAML

/// The published packs, and packs written in a test.
enum PackFiles {
    /// The package's root, from where this file was compiled.
    static let root: String = {
        let parts = #filePath.split(separator: "/", omittingEmptySubsequences: false)
        return parts.dropLast(3).joined(separator: "/")
    }()

    static let ids = ["coventry", "knowsley", "redcar-cleveland", "ten-standards"]

    static func bytes(_ path: String) throws -> [UInt8] {
        Array(try #require(FileManager.default.contents(atPath: root + "/" + path), "no file \(path)"))
    }

    /// The published packs with what they name; nil where the files cannot be read, and then `need()` says why.
    private static let library: Result<StandardsLibrary, any Error> = Result { try read() }

    static func need() throws -> StandardsLibrary { try library.get() }

    private static func read() throws -> StandardsLibrary {
        var schemas: [String: JSONValue] = [:]
        for file in try FileManager.default.contentsOfDirectory(atPath: root + "/schemas/events") where file.hasSuffix(".json") {
            schemas[String(file.dropLast(5))] = try JSONDocument(try bytes("schemas/events/" + file)).root
        }
        func file(_ name: String) throws -> StandardsLibrary.File {
            StandardsLibrary.File(name: name, bytes: try bytes("schemas/standards/\(name).yaml"))
        }
        return try StandardsLibrary(
            events: EventFields(schemas: schemas), parameters: try file("parameters"), vocabulary: try file("vocabulary"),
            packs: try ids.map(file))
    }

    /// The examples of a pack as they are written, each by itself.
    static func exampleTexts(_ name: String) throws -> [String] {
        let folder = "schemas/standards/examples/" + name
        return try FileManager.default.contentsOfDirectory(atPath: root + "/" + folder).sorted().flatMap { file in
            var found: [String] = []
            for line in String(decoding: try bytes(folder + "/" + file), as: UTF8.self).split(separator: "\n") {
                if line.hasPrefix("- clause:") { found.append("") }
                if !found.isEmpty, !line.hasPrefix("#") { found[found.count - 1] += line + "\n" }
            }
            return found
        }
    }

    /// A pack written in a test.
    static func pack(_ text: String) throws -> Pack { try Pack(reading: Array(text.utf8), context: try need().context) }

    /// What is wrong with a pack, as `line:column: message`.
    static func faults(_ text: String) throws -> [String] {
        do {
            _ = try pack(text)
            return []
        } catch let faults as PackFaults {
            return faults.faults.map(\.description)
        }
    }
}

/// A pack without a mistake, for tests to put one in.
let soundPack = """
    pack: test
    title: A pack for tests
    effective_from: 2024-01-01
    chapters:
      - {id: T-1, title: Visits, clauses: T-1.01 T-1.02 T-1.03 T-1.04}
    conditions:
      - name: visited_late
        meaning: A visit was late
        subject: case
        derived: {clause_missed: [T-1.01], results: [late], per_trigger: true}
    clauses:
      - id: T-1.01
        says: A child is seen within 5 working days of coming into care.
        source: Section 1
        kind: deadline
        subject: case
        check: computed
        shape: deadline_after
        features: [working_days]
        applies_when: child_in_care and not short_breaks
        trigger: {type: status.started, where: {status: looked_after}}
        limit: {value: 5, unit: working_days, direction: after}
        satisfied_by: {type: visit.made, where: {child_seen: true}}
      - id: T-1.02
        says: A late visit is explained.
        source: Section 1
        kind: step
        subject: case
        check: computed
        shape: consequence
        applies_when: visited_late
        trigger: {type: visit.made, where: {child_seen: true}}
        satisfied_by: {type: visit.made, where: {reasons: {present: true}}, link: self}
      - id: T-1.03
        says: The visit was worth it.
        source: Section 1
        kind: judgement
        subject: case
        check: flagged
        shape: auditor_judgement
        applies_when: case_open
        evidence: {type: visit.made, where: {purpose: {present: true}}}
        audit_question: Was it worth it?
      - id: T-1.04
        says: Everybody at the meeting gets the minutes.
        source: Section 1
        kind: step
        subject: case
        check: computed
        shape: follow_up
        features: [coverage]
        applies_when: case_open
        trigger: {type: meeting.held, where: {meeting_type: core_group}}
        satisfied_by:
          type: minutes.distributed
          where: {recipients: {contains: $each}}
          link: trigger
          for_each: agency_at_meeting

    """
