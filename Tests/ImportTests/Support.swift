import Events
import Foundation
import Import
import JSON
import Testing

/// A file of a return, from lines of text.
func file(_ name: String, _ lines: String...) -> SourceFile {
    SourceFile(name: name, bytes: Array((lines.joined(separator: "\n") + "\n").utf8))
}

let episodeColumns = "CHILD,DECOM,RNE,LS,CIN,PLACE,PLACE_PROVIDER,DEC,REC,REASON_PLACE_CHANGE,HOME_POST,PL_POST,URN"
let headerColumns = "CHILD,SEX,DOB,ETHNIC,UPN,MOTHER,MC_DOB"

/// The header file of a return with one girl, child 7, born on 3 May 2005.
func header(_ year: Int) -> SourceFile { file("\(year)-header.csv", headerColumns, "7,2,03/05/2005,BCRB,A123456789012,,") }

/// An imported event, read.
struct Told {
    let root: JSONValue
    let place: Place

    init(_ event: ImportedEvent) throws {
        root = try JSONDocument(event.json).root
        place = event.place
    }

    subscript(name: String) -> String? { root[name]?.string }

    /// What its id says that it is about.
    var topic: String? { self["id"].flatMap(StatementID.init)?.topic }

    func data(_ name: String) -> JSONValue? { root["data"]?[name] }
}

extension SSDA903Import {
    func told() throws -> [Told] { try events.map(Told.init) }

    /// The event about this topic.
    func told(_ topic: String) throws -> Told {
        let all = try told()
        return try #require(all.first { $0.topic == topic }, "no event \(topic) among \(all.compactMap(\.topic))")
    }

    /// Topics of events about cases, in order.
    func caseTopics() throws -> [String] {
        try told().filter { $0["subject"]?.hasPrefix("case/") == true }.compactMap(\.topic)
    }

    func rows(_ kind: ImportFault.Kind) -> [Int?] { report.faults(kind).map(\.place.row) }
}

extension JSONValue {
    /// The first element of an array.
    var firstElement: JSONValue? { elements.first { _ in true } }
}

/// The five real returns, beside the package; nil where they are not.
enum FiveReturns {
    static let folder = URL(filePath: #filePath).deletingLastPathComponent().appending(
        path: "../../../shared/data/ssda903-five-returns"
    )
    .standardizedFileURL

    static var path: String { folder.path(percentEncoded: false) }

    private static let imported = Result { SSDA903Import(files: try files()) }
    private static let parsed = Result { try imported.get().told() }

    /// The import of all of them; cancels the test where they are absent.
    static func read() throws -> SSDA903Import {
        _ = try files()
        return try imported.get()
    }

    /// Its events, read once for all tests.
    static func told() throws -> [Told] {
        _ = try files()
        return try parsed.get()
    }

    /// Their files; cancels the test where they are absent.
    static func files() throws -> [SourceFile] {
        guard let names = try? FileManager.default.contentsOfDirectory(atPath: folder.path(percentEncoded: false)) else {
            try Test.cancel("the five returns are not beside the package, at ../shared/data/ssda903-five-returns")
        }
        return try names.filter { $0.hasSuffix(".csv") }.sorted().map { name in
            SourceFile(name: name, bytes: Array(try Data(contentsOf: folder.appending(path: name))))
        }
    }
}
