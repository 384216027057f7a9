import JSON
import Practice
import Published
import Server
import Standards

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

extension Settings {
    /// The packs, published and the authority's own, with what it has set.
    ///
    /// - Parameter types: the schema of each type of event that is taken, by the type's name.
    /// - Throws: `StartError` with the first mistake of a file, and how all of them are listed.
    func standards(_ files: PublishedFiles, _ calendar: WorkingDays, types: [String: JSONValue]) throws -> StandardsDesk {
        let local = StandardsLibrary.Local(packs: try packFiles.map { .init(name: $0, bytes: try Self.bytes($0)) }, types: types)
        do {
            let library = try StandardsLibrary(files, packs: true, local: local)
            if let strange = dueLists.first(where: { !library.shelf.ids.contains($0) }) {
                let known = library.shelf.ids.joined(separator: ", ")
                throw StartError("due_lists names \"\(strange)\", and there is no such pack; there are \(known)")
            }
            let own = try standardsFile.map { StandardsLibrary.File(name: $0, bytes: try Self.bytes($0)) }
            let parameters = try library.settings(own)
            return StandardsDesk(library: library, parameters: parameters, calendar: calendar)
        } catch let trouble as StandardsLibrary.Trouble {
            let first = trouble.faults.first.map { "\(trouble.file):\($0)" } ?? trouble.file
            throw StartError("\(first); daybook standards lint \(trouble.file) lists all that is wrong")
        }
    }

    private static func bytes(_ path: String) throws -> [UInt8] {
        guard let data = FileManager.default.contents(atPath: path) else { throw StartError("\(path) cannot be read") }
        return Array(data)
    }
}
