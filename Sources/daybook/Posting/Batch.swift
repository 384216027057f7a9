/// Events that go to the daemon together.
struct Batch {
    /// Events in one batch at most.
    static let most = 500
    /// Bytes of events in one batch at most, well below what the daemon takes in one body.
    static let mostBytes = 4 << 20

    private(set) var bytes: [UInt8] = []
    /// Where each event came from, as messages name it.
    private(set) var places: [String] = []

    var isEmpty: Bool { places.isEmpty }

    /// Whether the batch should go before `event` is added.
    func isFull(for event: [UInt8]) -> Bool {
        places.count >= Self.most || (!isEmpty && bytes.count + event.count > Self.mostBytes)
    }

    mutating func add(_ event: [UInt8], from place: String) {
        bytes.append(UInt8(ascii: isEmpty ? "[" : ","))
        bytes += event
        places.append(place)
    }

    /// The JSON array of the events.
    var body: [UInt8] { bytes + [UInt8(ascii: "]")] }
}
