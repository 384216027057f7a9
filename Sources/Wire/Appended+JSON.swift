import Events
public import JSON
public import Ledger

/// The answer to one posted event.
extension Appended: JSONWritable {
    public func write(to writer: inout JSONWriter) {
        writer.object { writer in
            writer.member("position", position.rawValue)
            writer.member("recordedtime", recordedTime.fixedWidth)
            writer.member("subject_version", subjectVersion)
            writer.member("duplicate", duplicate)
        }
    }
}
