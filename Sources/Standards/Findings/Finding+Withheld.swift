import JSON

extension Finding {
    /// The findings on what somebody may see of a subject's record, told beside those on the whole of it: where what they may not
    /// see makes a difference, it cannot be told to them. Otherwise a clause would be said to be missed though it was met out of
    /// their sight.
    ///
    /// - Parameters:
    ///   - seen: the findings on what they may see.
    ///   - all: the findings on the whole record.
    public static func telling(_ seen: [Finding], beside all: [Finding]) -> [Finding] {
        let whole = Set(all.map(\.text))
        return seen.map { whole.contains($0.text) ? $0 : $0.withheld }
    }

    /// All that an answer says of it.
    public var text: [UInt8] {
        var writer = JSONWriter()
        write(to: &writer)
        return writer.bytes
    }

    /// What is left of it where it cannot be told.
    private var withheld: Finding {
        var finding = self
        finding.status = .cannotTell
        finding.doubts = [.withheld]
        (finding.due, finding.done, finding.lateBy, finding.limitUsed) = (nil, nil, nil, nil)
        (finding.evidence, finding.answeredBy, finding.inferred) = ([], nil, [])
        (finding.lacking, finding.shortfall, finding.count) = ([], nil, nil)
        (finding.note, finding.answer, finding.lapsedAnswer, finding.changedBy) = (nil, nil, nil, nil)
        finding.measure = nil
        return finding
    }
}
