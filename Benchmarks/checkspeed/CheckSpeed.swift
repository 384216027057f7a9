import Glibc
import Ledger
import SystemPackage

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// Measures the check of a whole ledger: `checkspeed DIRECTORY`, a ledger with its own keys that no daemon serves.
/// `Benchmarks/verify.py` builds and runs it; it is not installed.
@main
struct CheckSpeed {
    static func main() async throws {
        guard CommandLine.arguments.count == 2 else {
            try FileDescriptor.standardError.writeAll("checkspeed DIRECTORY\n".utf8)
            exit(2)
        }
        var settings = CheckSettings(directory: CommandLine.arguments[1])
        settings.masterKeyFile = settings.directory + "/keys/master.key"
        settings.signingKeyFile = settings.directory + "/keys/signing.key"
        settings.workers = ProcessInfo.processInfo.activeProcessorCount
        try FileDescriptor.standardOutput.writeAll(try await InTurns(settings).run() + [0x0A])
    }
}
