/// The members a header may have, in the order in which they stand in it.
package enum HeaderName: Int, CaseIterable, Sendable {
    case actor, actorrole, actorteam, attributesdigest, causationid, concerns, corrects, correlationid, datacontenttype
    case datadigest, dataschema, enteredtime, id, postedby, recordedtime, sequence, source, specversion, subject, time
    case timeprecision, traceparent, tracestate, type

    /// All names as they are written, one behind the other, and where each begins; the last entry is the end.
    static let written: (bytes: [UInt8], starts: [Int]) = {
        var bytes: [UInt8] = []
        var starts = [0]
        for name in allCases {
            bytes += "\(name)".utf8
            starts.append(bytes.count)
        }
        return (bytes, starts)
    }()

    /// Bytes of the name.
    var length: Int { Self.written.starts[rawValue + 1] - Self.written.starts[rawValue] }
}
