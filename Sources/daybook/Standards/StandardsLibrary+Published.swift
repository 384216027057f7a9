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
    /// - Parameter own: files with an authority's own packs, beside the published ones.
    static func published(with own: [File] = []) throws -> StandardsLibrary {
        do {
            let files = try PublishedFiles.find(
                program: try FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe"),
                environment: ProcessInfo.processInfo.environment)
            return try StandardsLibrary(files, packs: true, local: Local(packs: own))
        } catch let trouble as PublishedFiles.Trouble {
            throw Failure(Failure.usage, trouble.description)
        } catch let trouble as Trouble {
            throw Failure(Failure.refused, trouble.faults.map { "\(trouble.file):\($0)" })
        }
    }
}
