import Events
import Practice

/// The same throws for the same seed.
struct Dice {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    /// From 0 to `sides` - 1.
    mutating func roll(_ sides: Int) -> Int {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return Int((state >> 33) % UInt64(sides))
    }

    /// A record of which some times are known to the day, the month or the year only, or about.
    mutating func vague(_ record: Record, of subject: Subject) -> Record {
        let precisions: [TimePrecision?] = [nil, nil, .day, .month, .month, .year, .about]
        return Record(record.events.map { $0.known(to: precisions[roll(precisions.count)]) }, of: subject)
    }
}

extension Event {
    /// The same event, its time known no better than this; as well as it is where that is nil.
    func known(to precision: TimePrecision?) -> Event {
        guard let precision else { return self }
        var attributes = header.attributes
        attributes.timePrecision = precision
        return Event(
            header: Header(
                attributes: attributes, position: header.position, recordedTime: header.recordedTime, postedBy: header.postedBy,
                dataDigest: header.dataDigest, attributesDigest: nil),
            data: data, sealedAttributes: SealedAttributes())
    }
}
