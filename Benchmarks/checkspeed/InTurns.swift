import Glibc
import JSON
import Ledger

/// How long a check takes beside what the crypto library alone takes for the same bytes, in one process, the two in turns.
struct InTurns {
    private let settings: CheckSettings
    private static let turns = 3

    init(_ settings: CheckSettings) { self.settings = settings }

    /// Seconds by the clock, and of all processors together.
    private struct Taken {
        let seconds: Double
        let processor: Double

        init(_ work: () async throws -> Void) async rethrows {
            let start = ContinuousClock.now
            let before = clock()
            try await work()
            let (whole, parts) = (ContinuousClock.now - start).components
            seconds = Double(whole) + Double(parts) / 1e18
            processor = Double(clock() - before) / Double(CLOCKS_PER_SEC)
        }
    }

    /// What was found, as one JSON object.
    func run() async throws -> [UInt8] {
        let alone = try LibraryAlone(directory: settings.directory, workers: settings.workers)
        var work: LibraryAlone.Work = (0, 0)
        var library: [Taken] = []
        var check: [Taken] = []
        var size: UInt64 = 0
        for _ in 0..<Self.turns {
            library.append(try await Taken { work = try await alone.run() })
            check.append(try await Taken { size = try await LedgerCheck(settings).run().size })
        }
        var writer = JSONWriter()
        writer.object { writer in
            writer.member("events", size)
            writer.member("opened", work.opened)
            writer.member("bytes", work.bytes)
            writer.member("workers", settings.workers)
            for (name, times) in [("library", library), ("check", check)] {
                writer.key(name)
                writer.array { writer in
                    for taken in times {
                        writer.object { writer in
                            writer.member("milliseconds", Int(taken.seconds * 1e3))
                            writer.member("processor_milliseconds", Int(taken.processor * 1e3))
                        }
                    }
                }
            }
        }
        return writer.bytes
    }
}
