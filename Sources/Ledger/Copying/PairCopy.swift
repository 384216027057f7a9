import SystemPackage

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// Copies a ledger together with its visitors' book: both are in a backup, and both are put in place, or neither.
public struct PairCopy: Sendable {
    private let ledger: CheckSettings
    private var visitors: CheckSettings
    private let progress: @Sendable (CheckProgress) -> Void

    /// The book's place in a ledger's directory, in a backup, and in a directory of subjects' keys.
    public static let visitorsName = "visitors"

    /// What came of both.
    public typealias Reports = (ledger: CheckReport, visitors: CheckReport)

    /// - Parameters:
    ///   - ledger: the ledger, or its backup, and what it is checked with.
    ///   - visitors: the same of its visitors' book.
    public init(
        _ ledger: CheckSettings, visitors: CheckSettings, progress: @escaping @Sendable (CheckProgress) -> Void = { _ in }
    ) {
        self.ledger = ledger
        self.visitors = visitors
        self.visitors.log = .visitors
        self.progress = progress
    }

    /// The book's keys are copied where the ledger's are: who keeps the ledger's apart keeps the book's apart.
    private var bookCopy: LedgerCopy {
        LedgerCopy(visitors, copiesOwnKeys: ledger.keepsOwnKeys) { [progress] step in
            var step = step
            step.log = .visitors
            progress(step)
        }
    }

    /// Backs both up. The book is copied after the ledger, so it has every look at what the copy holds.
    ///
    /// - Parameters:
    ///   - directory: where to; absent or empty. The book goes under `visitors` in it.
    ///   - keysDirectory: where the subjects' keys go, those of the book under `visitors` in it; nil for beside each log.
    /// - Throws: as `LedgerCopy`.
    public func backUp(to directory: String, keysDirectory: String?) async throws -> Reports {
        var book: CheckReport?
        let report = try await LedgerCopy(ledger, progress: progress).backUp(to: directory, keysDirectory: keysDirectory) {
            book = try await bookCopy.backUp(
                to: directory + "/" + Self.visitorsName, keysDirectory: keysDirectory.map { $0 + "/" + Self.visitorsName })
        }
        return try Self.both(report, book)
    }

    /// Puts both in place from a backup.
    ///
    /// - Parameters:
    ///   - directory: where the ledger is to be; absent or empty.
    ///   - visitorsDirectory: where its book is to be, absent or empty; nil for `visitors` in the ledger's directory.
    ///   - keyFiles: a directory with the book's own `master.key` and `signing.key`, which go beside its keys; nil where the
    ///     daemon's settings name such files.
    /// - Throws: as `LedgerCopy`.
    public func restore(to directory: String, visitorsDirectory: String?, keyFiles: String?) async throws -> Reports {
        guard FileManager.default.fileExists(atPath: visitors.directory) else {
            throw LedgerError.storage(
                "\(visitors.directory) is not there: this backup holds no visitors' book; --without-visitors restores the ledger alone"
            )
        }
        let copy = bookCopy
        let ledgerCopy = LedgerCopy(ledger, progress: progress)
        func placeKeys(_ making: String) throws {
            guard let keyFiles else { return }
            for name in KeyFile.ownNames {
                try DurableFile.write(try Self.read(keyFiles + "/" + name), to: making + "/keys/" + name)
            }
        }
        // The book must be no older than the ledger says: the two may be of different backups.
        let mark = try Ledger.bookMark(in: ledger.directory).map { [$0] } ?? []
        let inside = Self.place(visitorsDirectory, in: directory)
        if let visitorsDirectory, inside == nil {
            // In two places there are two renames: the ledger gets its name once the book is ready for its own, and loses it
            // again should that fail.
            var report: CheckReport?
            do {
                let book = try await copy.restore(to: visitorsDirectory, extending: mark) { making in
                    try placeKeys(making)
                    report = try await ledgerCopy.restore(to: directory)
                }
                return try Self.both(report, book)
            } catch LedgerError.exists(let taken) where taken == visitorsDirectory {
                throw LedgerError.settings(
                    "there is a visitors' book in \(visitorsDirectory) already, which may know of looks that the backup's does not; keep it, and restore the ledger alone with --without-visitors. To put back the backup's as well, move this one away first"
                )
            } catch {
                if report != nil { try? FileManager.default.removeItem(atPath: directory) }
                throw error
            }
        }
        var book: CheckReport?
        let report = try await ledgerCopy.restore(to: directory) { making in
            book = try await copy.restore(to: making + "/" + (inside ?? Self.visitorsName), extending: mark) { try placeKeys($0) }
        }
        return try Self.both(report, book)
    }

    /// Where in the ledger's directory its book is to be; nil where that is elsewhere. Settings may well name its usual place.
    private static func place(_ book: String?, in directory: String) -> String? {
        let here = FilePath(FileManager.default.currentDirectoryPath)
        guard let book else { return visitorsName }
        var path = here.pushing(FilePath(book)).lexicallyNormalized()
        guard path.removePrefix(here.pushing(FilePath(directory)).lexicallyNormalized()), !path.isEmpty else { return nil }
        return path.string
    }

    private static func both(_ ledger: CheckReport?, _ visitors: CheckReport?) throws -> Reports {
        guard let ledger, let visitors else { throw LedgerError.storage("one of the two copies was not made") }
        return (ledger, visitors)
    }

    private static func read(_ path: String) throws -> [UInt8] {
        guard let bytes = FileManager.default.contents(atPath: path) else {
            throw LedgerError.key(file: path, reason: "of the visitors' book cannot be read")
        }
        return Array(bytes)
    }
}
