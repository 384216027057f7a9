import Client
import Events
import Import
import JSON
import Rendering

/// Runs an import, whatever it reads: posts its events, records it, and reports.
struct Importing {
    let options: ImportOptions
    /// The mapping file's title and bytes, where there is one.
    var mapping: (title: String, bytes: [UInt8])?
    /// When the files were said to be made.
    var made: Instant?
    /// What events are checked by, where that is known already.
    var rules: EventRules?

    func run(_ started: some ImportRun) async throws {
        // What cannot be written is better known before anything is posted.
        let file = try options.report.map { try OutputFile($0) }
        var run = started
        let client = options.connection.client
        var poster = ImportPoster(client, showsProgress: Output.errorIsTerminal && !options.dryRun)
        var failure: Failure?
        var dryRun = options.dryRun ? try await dryRun() : nil
        do {
            // Without this the files are read to their end all the same: the report is about them.
            while let events = run.next() {
                for event in events { dryRun?.check(event) }
                guard !options.dryRun, failure == nil else { continue }
                do {
                    for event in events { try await poster.add(event) }
                } catch let stopped as Failure {
                    failure = stopped
                }
            }
            if !options.dryRun, failure == nil { try await poster.finish() }
        } catch let stopped as Failure {
            failure = stopped
        }
        var report = run.report
        if let dryRun { report.add(wouldRefuse: dryRun.refused) }
        if !options.dryRun {
            report.add(new: poster.tally.new, known: poster.tally.known, refused: poster.refused)
            if failure == nil, let record = ImportRecord.event(report, mapping: mapping, made: made, at: Values.now) {
                do { try await poster.note(record) } catch let stopped as Failure { failure = stopped }
            }
        }
        poster.endProgress()
        await client.close()
        if let file {
            try file.write(report.json)
            try file.finish()
        }
        show(report, poster.tally)
        if let failure {
            throw Failure(
                failure.status,
                failure.lines + [
                    "Posted until then: \(poster.tally.words). Give the same command again: what is known is not taken twice."
                ])
        }
        guard !report.hasRefusals else {
            throw Failure(Failure.refused, "Not everything in the files could be taken; the report says what, and why.")
        }
    }

    /// Checks what is imported as the ledger would; nil, and told, where that cannot be done here.
    private func dryRun() async throws -> DryRun? {
        var known = rules
        if known == nil { known = try await EventRules.ofImport(options.connection, tells: true) }
        guard let known else {
            Output.complain(
                "Whether the ledger would take the events is not checked: the published schemas are not found; say with DAYBOOK_SCHEMAS where they are."
            )
            return nil
        }
        return DryRun(known)
    }

    private func show(_ report: ImportReport, _ tally: Tally) {
        if options.connection.json {
            var writer = JSONWriter()
            writer.object {
                tally.writeMembers(to: &$0)
                $0.member("dry_run", options.dryRun)
                $0.member("report", report)
            }
            Output.write(writer.bytes + [UInt8(ascii: "\n")])
        } else {
            Output.write(report.lines.map(\.safeLine).joined(separator: "\n") + "\n")
            let refused = report.posted?.refused ?? 0
            let rest = refused > 0 ? ", \(refused) refused" : ""
            Output.write(options.dryRun ? "Nothing was posted.\n" : "Posted: \(tally.words)\(rest).\n")
        }
    }
}

extension ImportReport {
    /// The report as one JSON text.
    fileprivate var json: [UInt8] {
        var writer = JSONWriter(capacity: 64 << 10)
        write(to: &writer)
        return writer.bytes + [UInt8(ascii: "\n")]
    }
}
