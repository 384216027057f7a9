import Rendering

/// One line on the terminal that says how far a long piece of work is.
final class ProgressLine {
    private var shown = ""
    private let isShown = Output.errorIsTerminal

    /// Shows how much of a part is done.
    func show(_ part: String, _ done: UInt64, _ total: UInt64) {
        guard isShown else { return }
        let line =
            total == 0
            ? "\(part) …" : "\(part): \(Plain.grouped(Int64(clamping: done))) of \(Plain.grouped(Int64(clamping: total)))"
        guard line != shown else { return }
        shown = line
        Output.raw("\r\u{1B}[K\(line)")
    }

    /// Clears the line.
    func end() { if !shown.isEmpty { Output.raw("\r\u{1B}[K") } }
}
