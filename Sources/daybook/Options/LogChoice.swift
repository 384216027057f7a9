import ArgumentParser

/// Which of the daemon's two logs a verb is about.
struct LogChoice: ParsableArguments {
    @Flag(help: "The visitors' book's log instead of the ledger's.")
    var visitors = false

    /// A path of the log's.
    func path(_ rest: String) -> String { (visitors ? "/v1/visitors/log/" : "/v1/log/") + rest }

    /// Where one event, or one entry, is shown.
    func event(_ position: UInt64) -> String { (visitors ? "/v1/visitors/events/" : "/v1/events/") + String(position) }
}
