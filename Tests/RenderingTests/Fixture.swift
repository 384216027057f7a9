import JSON
import Rendering

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// Answers for pages to be made of.
enum Fixture {
    static let basis = """
        "basis":{"size":812,"root":"aBcDeFgHiJkLmNoP","recordedtime":"2026-03-04T10:12:33.120000Z"}
        """

    static func json(_ text: String) throws -> JSONValue { try JSONDocument(Array(text.utf8)).root }

    /// An answer of these members, with a basis.
    static func reply(_ members: String, asked: Asked = Asked("HW-1")) throws -> Reply {
        Reply(try json("{\(members),\(basis)}"), asked: asked)
    }

    /// An answer of the daemon about the worked case, as a file holds it.
    static func file(_ name: String) throws -> JSONValue {
        let path = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .appending(path: "Fixtures/\(name)")
        return try JSONDocument(Array(try Data(contentsOf: path))).root
    }
}
