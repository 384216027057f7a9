import JSON
import Published
import Standards

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

extension StandardsLibrary {
    /// The packs, the vocabulary, the parameters and the types of event that daybook publishes.
    ///
    /// - Parameters:
    ///   - own: files with an authority's own packs, beside the published ones.
    ///   - types: the schemas of its own types of event, by the type's name.
    static func published(with own: [File] = [], types: [String: JSONValue] = [:]) throws -> StandardsLibrary {
        do {
            let files = try PublishedFiles.find(
                program: try FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe"),
                environment: ProcessInfo.processInfo.environment)
            return try StandardsLibrary(files, packs: true, local: Local(packs: own, types: types))
        } catch let trouble as PublishedFiles.Trouble {
            throw Failure(Failure.usage, trouble.description)
        } catch let trouble as Trouble {
            throw Failure(Failure.refused, trouble.faults.map { "\(trouble.file):\($0)" })
        }
    }
}
