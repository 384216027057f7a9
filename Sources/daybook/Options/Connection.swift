import ArgumentParser
import Client

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// What every verb takes.
struct Connection: ParsableArguments {
    static let usualSocket = "/run/daybook/daybook.sock"

    @Option(
        help: ArgumentHelp(
            "The daemon's socket; DAYBOOK_SOCKET says the same (default: \(Connection.usualSocket)).", valueName: "path"),
        completion: .file())
    var socket: String?

    @Flag(help: "Print the daemon's answer as JSON.")
    var json = false

    var client: DaybookClient {
        let told = ProcessInfo.processInfo.environment["DAYBOOK_SOCKET"].flatMap { $0.isEmpty ? nil : $0 }
        return DaybookClient(socketPath: socket ?? told ?? Self.usualSocket)
    }
}
