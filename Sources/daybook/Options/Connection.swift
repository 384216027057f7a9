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

    @Option(
        help: ArgumentHelp(
            "What you ask for, as \"review of HW-2041\": kept in the visitors' book; DAYBOOK_PURPOSE says the same.",
            valueName: "words"))
    var purpose: String?

    @Option(help: ArgumentHelp("The officer you speak for, where you are a gateway.", valueName: "name"))
    var onBehalfOf: String?

    @Option(
        help: ArgumentHelp(
            "Why a restricted case must be opened, where you may: it is recorded as emergency access.", valueName: "reason"))
    var breakGlass: String?

    var client: DaybookClient {
        DaybookClient(socketPath: socket ?? Self.told("DAYBOOK_SOCKET") ?? Self.usualSocket, headers: headers)
    }

    /// What is said of the visit, percent-encoded as headers hold only ASCII.
    private var headers: [(String, String)] {
        [
            ("Daybook-Purpose", purpose ?? Self.told("DAYBOOK_PURPOSE")), ("Daybook-On-Behalf-Of", onBehalfOf),
            ("Daybook-Break-Glass", breakGlass),
        ].compactMap { name, value in value.map { (name, PercentEncoding.encode($0)) } }
    }

    private static func told(_ name: String) -> String? {
        ProcessInfo.processInfo.environment[name].flatMap { $0.isEmpty ? nil : $0 }
    }
}
