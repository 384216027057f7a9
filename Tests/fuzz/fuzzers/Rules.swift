import Access
import Events
import Published
import Retention
import Standards

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// The published files, which a pack is read against.
let published: PublishedFiles = {
    do {
        return try PublishedFiles.find(
            program: CommandLine.arguments.first ?? "fuzzers", environment: ProcessInfo.processInfo.environment)
    } catch { fatalError("\(error)") }
}()

private let context: ReadingContext = {
    do { return try StandardsLibrary(published, packs: false).context } catch { fatalError("\(error)") }
}()

/// A pack of an authority's own.
@Sendable func readPack(_ bytes: [UInt8]) {
    do { _ = try Pack(reading: bytes, context: context) } catch {
        require(!error.faults.isEmpty, "a pack is refused, and nothing is said")
    }
}

/// Who may read and post what.
@Sendable func readPolicy(_ bytes: [UInt8]) {
    do {
        let policy = try Policy(reading: bytes)
        _ = try? policy.identify(userID: 1000, groupID: 1000, onBehalfOf: "sw-1")
    } catch { require(!error.faults.isEmpty, "a policy is refused, and nothing is said") }
}

/// When records are disposed of.
@Sendable func readRetention(_ bytes: [UInt8]) { _ = try? RetentionSchedule.read(bytes) }
