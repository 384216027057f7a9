public import JSON
public import Ledger

/// One line that a job writes: how far it is, or how it ended.
public enum JobMessage: Sendable {
    /// The part of the work, how much of it is done, and which of a pair it is done on.
    case progress(part: String, done: UInt64, total: UInt64, log: WhichLog)
    /// It is done: what it found, a JSON object.
    case report(JSONValue)
    /// Something is wrong with the ledger.
    case fault(LedgerFault)
    /// It could not be done: why, and what to do about it.
    case failure(String)

    /// Reads a line; nil for anything else.
    init?(line: [UInt8]) {
        guard let root = try? JSONDocument(line).root else { return nil }
        if let part = root["part"]?.string {
            func number(_ name: String) -> UInt64 { root[name]?.integer.map { UInt64(clamping: $0) } ?? 0 }
            self = .progress(part: part, done: number("done"), total: number("total"), log: root.log)
        } else if let reason = root["fault"]?.string {
            self = .fault(
                LedgerFault(
                    position: root["position"]?.integer.map { UInt64(clamping: $0) }, reason: reason,
                    log: root.log))
        } else if let reason = root["failure"]?.string {
            self = .failure(reason)
        } else if let report = root["report"] {
            self = .report(report)
        } else {
            return nil
        }
    }
}

extension JSONValue {
    /// Which log a message is about.
    fileprivate var log: WhichLog { self["log"]?.string.flatMap(WhichLog.init) ?? .ledger }
}

extension JobMessage: JSONWritable {
    public func write(to writer: inout JSONWriter) {
        writer.object { writer in
            switch self {
            case .progress(let part, let done, let total, let log):
                writer.member("part", part)
                writer.member("done", done)
                writer.member("total", total)
                writer.member("log", log.rawValue)
            case .report(let report):
                writer.key("report")
                writer.raw(report.text)
            case .fault(let fault):
                writer.member("fault", fault.reason)
                writer.member("position", fault.position)
                writer.member("log", fault.log.rawValue)
            case .failure(let reason):
                writer.member("failure", reason)
            }
        }
    }
}
