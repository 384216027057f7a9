import JSON
import SystemPackage

/// The answer of `post` for programs: of one event the daemon's own, of any other number the `results` in order; beside
/// them the counts.
///
/// What the daemon acknowledges is written at once, so that no more than one batch is held however many events there are.
struct PostedResults {
    /// The first result, until it is known whether it is the only one.
    private var first: JSONValue?
    /// Whether the list has begun.
    private var isListed = false
    /// Why nothing more can be written. Posting goes on: what becomes of the events does not hang on who listens.
    private var failure: Errno?

    /// Adds what became of the events of a batch.
    mutating func add(_ results: some Sequence<JSONValue>) {
        var bytes: [UInt8] = []
        for result in results {
            if isListed {
                bytes.append(UInt8(ascii: ","))
                bytes += result.text
            } else if let first {
                bytes += Self.beginning + first.text + [UInt8(ascii: ",")] + result.text
                isListed = true
            } else {
                first = result
            }
        }
        write(bytes)
    }

    /// Ends the answer, all having gone well.
    ///
    /// - Throws: `Failure` where it could not be written.
    mutating func end(_ tally: Tally) throws(Failure) {
        if !isListed, let first {
            var writer = JSONWriter()
            writer.object { writer in
                for (name, value) in first.members {
                    writer.key(name.string ?? "")
                    writer.raw(value.text)
                }
                tally.writeMembers(to: &writer)
            }
            write(writer.bytes + Output.lineEnd)
        } else {
            endList(tally, problem: nil)
        }
        if let failure, failure != .brokenPipe {
            throw Failure(
                Failure.refused, "Standard output cannot be written: \(failure). What was posted went in: \(tally.words).")
        }
    }

    /// Ends the answer where something went wrong, so that what is told is whole.
    ///
    /// - Parameter problem: the daemon's problem document, where it gave one.
    /// - Returns: whether there was anything to tell; where nothing went in, nothing is written.
    mutating func breakOff(_ tally: Tally, problem: [UInt8]?) -> Bool {
        guard first != nil else { return false }
        endList(tally, problem: problem)
        return true
    }

    private static let beginning = Array("{\"results\":[".utf8)

    private mutating func endList(_ tally: Tally, problem: [UInt8]?) {
        let begun = isListed ? [] : Self.beginning + (first.map { Array($0.text) } ?? [])
        var writer = JSONWriter()
        writer.object { writer in
            tally.writeMembers(to: &writer)
            if let problem {
                writer.key("problem")
                writer.raw(problem)
            }
        }
        // The members go on in the object that began before the results.
        write(begun + Array("],".utf8) + writer.bytes.dropFirst() + Output.lineEnd)
    }

    private mutating func write(_ bytes: [UInt8]) {
        guard failure == nil, !bytes.isEmpty else { return }
        do { try FileDescriptor.standardOutput.writeAll(bytes) } catch { failure = error as? Errno ?? .ioError }
    }
}
