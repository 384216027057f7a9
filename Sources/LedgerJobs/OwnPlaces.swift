import Ledger
import SystemPackage

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// The directories in which a job makes nothing: what it copies, and what else belongs to the ledger. A copy there would be lost
/// with what it is a copy of.
struct OwnPlaces {
    private let directories: [String]
    private let targets: [String]

    init(_ job: LedgerJob) {
        switch job.kind {
        case .check, .locate: (directories, targets) = ([], [])
        case .backUp, .export:
            directories = [job.directory] + job.apart
            targets = [job.target, job.keysDirectory].compactMap(\.self)
        case .restore, .import:
            directories = [job.directory, job.keysDirectory, job.visitors?.keysDirectory].compactMap(\.self)
            targets = [job.target, job.visitors?.target].compactMap(\.self)
        }
    }

    /// - Throws: `LedgerError.settings` where something would be made within such a directory.
    func check() throws(LedgerError) {
        let taken = directories.map { (name: $0, place: Self.place($0)) }
        for target in targets {
            let place = Self.place(target)
            guard let owner = taken.first(where: { place.starts(with: $0.place) }) else { continue }
            throw .settings(
                "\(target) would lie in \(owner.name), which it is made from or which belongs to the ledger, and be lost with it; name a directory outside of that, best on another disk"
            )
        }
    }

    /// Where a path leads through links, as far as it is there; what is still to be made follows as it is written.
    private static func place(_ path: String) -> FilePath {
        var there = FilePath(FileManager.default.currentDirectoryPath).pushing(FilePath(path))
        var rest: [FilePath.Component] = []
        while !FileManager.default.fileExists(atPath: there.string), let last = there.lastComponent {
            rest.append(last)
            there.removeLastComponent()
        }
        let real = URL(filePath: there.string).resolvingSymlinksInPath().path(percentEncoded: false)
        var place = FilePath(real)
        for component in rest.reversed() { place.append(component) }
        return place.lexicallyNormalized()
    }
}
