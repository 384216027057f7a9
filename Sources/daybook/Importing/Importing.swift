import Client
import Events
import Import
import JSON

/// Runs an import, whatever it reads: posts its events, records it, and reports.
struct Importing {
    let options: ImportOptions
    /// The mapping file's title and bytes, where there is one.
    var mapping: (title: String, bytes: [UInt8])?
    /// When the files were said to be made.
    var made: Instant?

    func run(_ started: some ImportRun) async throws {
        var run = started
        let client = options.connection.client
        var poster = ImportPoster(client, showsProgress: Output.errorIsTerminal && !options.dryRun)
        var failure: Failure?
        do {
            // Without this the files are read to their end all the same: the report is about them.
            while let events = run.next() {
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
        if !options.dryRun {
            report.add(new: poster.tally.new, known: poster.tally.known, refused: poster.refused)
            if failure == nil, let record = ImportRecord.event(report, mapping: mapping, made: made, at: Values.now) {
                do { try await poster.note(record) } catch let stopped as Failure { failure = stopped }
            }
        }
        poster.endProgress()
        await client.close()
        if let path = options.report { try SourceFiles.write(report.json, to: path) }
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

    /// Refuses files that are in already as made at another time: every event of theirs would stand there twice.
    ///
    /// A poster who may not read the records of imports goes on without this check.
    func refuseStatingAnew(_ files: [SourceFile]) async throws {
        let client = options.connection.client
        let digests = Dictionary(files.map { ($0.sha256, $0.name) }) { first, _ in first }
        var cursor: String?
        repeat {
            let more = cursor.map { [("cursor", $0)] } ?? []
            let answer = try await client.get(
                "/v1/events", query: [("type", "import.completed"), ("limit", "1000")] + more)
            guard answer.isSuccess else { break }
            let page = try Pages.read(answer.body)
            for event in page["events"].map({ Array($0.elements) }) ?? [] {
                let known = event["data"]?["files"]?.elements.lazy.compactMap { $0["sha256"]?.string }.first {
                    digests[$0] != nil
                }
                let before = event["data"]?["entered"]?.string
                guard let known, let name = digests[known], before.flatMap({ Instant($0) }) != made else { continue }
                let how = before.map { "with --entered \($0)" } ?? "without --entered"
                await client.close()
                throw Failure(
                    Failure.refused,
                    "\(name) was imported already, \(how) (entry \(event["sequence"]?.string.flatMap { UInt64($0) }.map(String.init) ?? "?")). With another time everything in it would be stated a second time, beside the first. Nothing was posted. Give the same --entered again; or, where the first was wrong and both are to stand, --state-anew."
                )
            }
            cursor = page["next"]?.string
        } while cursor != nil
        await client.close()
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
            Output.write(report.lines.joined(separator: "\n") + "\n")
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
