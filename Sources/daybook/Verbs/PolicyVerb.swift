import Access
import ArgumentParser

struct PolicyVerb: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "policy", abstract: "Check who may do what, before a daemon is told.", subcommands: [PolicyCheckVerb.self])
}

struct PolicyCheckVerb: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check",
        abstract: "Read a policy file and tell every mistake in it.",
        discussion: """
            Needs no daemon. Each mistake is told with its line and column, and what to do about it. What is granted and can \
            never apply, as disposal through a gateway, is told too; the daemon takes a policy with that.

            For example:
              daybook policy check /etc/daybook/policy.yaml
            """)

    @Argument(help: ArgumentHelp("The policy file.", valueName: "file"))
    var file: String

    @Flag(help: "Print what the policy grants as JSON.")
    var json = false

    func run() async throws {
        let input = try InputFile(file)
        defer { input.close() }
        var bytes: [UInt8] = []
        while let part = try await input.next() { bytes += part }
        let policy: Policy
        do { policy = try Policy(reading: bytes) } catch {
            throw Failure(Failure.refused, error.faults.map { "\(file):\($0)" })
        }
        if Files.isOpenToWriting(file) {
            Output.complain("The daemon will not take this file: others can write it. Close it with: chmod go-w \(file)")
        }
        for entry in policy.idle { Output.complain("\(file):\(entry)") }
        if json { Output.write(Array(PolicySummary.json(policy).utf8)) } else { Output.write(PolicySummary.text(policy)) }
    }
}
