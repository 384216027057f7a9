import CTerminal
import Glibc
import Rendering
import SystemPackage

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// Where the command writes, and what is behind it.
enum Output {
    static var isTerminal: Bool { isatty(STDOUT_FILENO) == 1 }
    static var errorIsTerminal: Bool { isatty(STDERR_FILENO) == 1 }

    /// How answers are to look on standard output. `COLUMNS` goes before what the terminal says; `NO_COLOR` as
    /// no-color.org has it.
    static var look: Look {
        let environment = ProcessInfo.processInfo.environment
        let told = environment["COLUMNS"].flatMap { Int($0) } ?? Int(terminal_columns(STDOUT_FILENO))
        return Look(
            width: told > 0 ? told : Look.usualWidth, colour: isTerminal && (environment["NO_COLOR"] ?? "").isEmpty)
    }

    /// What ends every answer, that of JSON too: files that answers are put into one after the other stay readable.
    static let lineEnd = [UInt8(ascii: "\n")]

    /// Writes text for people; whatever of a record could move a terminal's cursor is taken out here.
    static func write(_ text: String) { write(Array(text.shown.utf8)) }

    /// Writes bytes as they are, as JSON and files are to be, to standard output. When nobody reads it any more, as behind `| head`, there is nothing left to do.
    static func write(_ bytes: [UInt8]) {
        do {
            try FileDescriptor.standardOutput.writeAll(bytes)
        } catch Errno.brokenPipe {
            Glibc.exit(0)
        } catch {
            complain("Standard output cannot be written: \(error).")
            Glibc.exit(Failure.refused)
        }
    }

    /// Writes one line to standard error.
    static func complain(_ line: String) { raw("daybook: \(line.safeLine)\n") }

    /// Writes to standard error as it is. What cannot be written there cannot be told anywhere.
    static func raw(_ text: String) { _ = try? FileDescriptor.standardError.writeAll(Array(text.utf8)) }
}
