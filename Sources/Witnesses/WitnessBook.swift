import Synchronization

/// What is known of each witness, for who watches.
public final class WitnessBook: Sendable {
    /// What is known of one witness.
    public struct Standing: Sendable, Equatable {
        public let name: String
        /// The size it last signed; nil where it has not signed since the start.
        public internal(set) var size: UInt64?
        /// When it last signed, by its own clock, in seconds since 1970 began.
        public internal(set) var time: UInt64?
        /// Why it did not sign the last time; nil where it did, or was not asked yet.
        public internal(set) var failure: String?
    }

    private let standings: Mutex<[Standing]>

    public init(_ witnesses: [Witness] = []) { standings = Mutex(witnesses.map { Standing(name: $0.name) }) }

    /// In the order of the settings.
    public var all: [Standing] { standings.withLock { $0 } }

    /// Notes what a witness did; returns true if its failure state changed.
    @discardableResult
    func note(_ index: Int, _ result: Result<(size: UInt64, time: UInt64), WitnessError>) -> Bool {
        standings.withLock { standings in
            let before = standings[index].failure
            switch result {
            case .success(let (size, time)):
                standings[index].size = size
                standings[index].time = time
                standings[index].failure = nil
            case .failure(let error):
                standings[index].failure = error.description
            }
            return before != standings[index].failure
        }
    }
}
