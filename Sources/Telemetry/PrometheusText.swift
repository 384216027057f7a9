/// Writes metrics in the text format that Prometheus reads (version 0.0.4).
public struct PrometheusText: Sendable {
    public private(set) var text = ""

    public init() {}

    /// Writes a number that only grows.
    ///
    /// - Parameters:
    ///   - name: ends in `_total`.
    ///   - help: one line, in words.
    ///   - values: for each set of labels, written as `name="value"` with commas between; empty for none.
    public mutating func counter(_ name: String, _ help: String, _ values: [(labels: String, value: UInt64)]) {
        head(name, help, "counter")
        for (labels, value) in values { line(name, labels, String(value)) }
    }

    /// Writes a number that goes up and down; the parameters are those of a counter.
    public mutating func gauge(_ name: String, _ help: String, _ values: [(labels: String, value: Double)]) {
        head(name, help, "gauge")
        for (labels, value) in values { line(name, labels, format(value)) }
    }

    /// Writes how long things took, in seconds; the parameters are those of a counter, but the name ends in `_seconds`.
    public mutating func histogram(_ name: String, _ help: String, _ values: [(labels: String, value: Histogram)]) {
        head(name, help, "histogram")
        for (labels, value) in values {
            let (cumulative, count, sum) = value.snapshot
            let more = labels.isEmpty ? "" : labels + ","
            for (bound, count) in cumulative { line(name + "_bucket", more + "le=\"\(format(bound))\"", String(count)) }
            line(name + "_bucket", more + "le=\"+Inf\"", String(count))
            line(name + "_sum", labels, format(sum))
            line(name + "_count", labels, String(count))
        }
    }

    private mutating func head(_ name: String, _ help: String, _ type: String) {
        text += "# HELP \(name) \(help)\n# TYPE \(name) \(type)\n"
    }

    private mutating func line(_ name: String, _ labels: String, _ value: String) {
        text += labels.isEmpty ? "\(name) \(value)\n" : "\(name){\(labels)} \(value)\n"
    }

    private func format(_ value: Double) -> String {
        value == value.rounded() && abs(value) < 1e15 ? String(Int64(value)) : String(value)
    }
}
