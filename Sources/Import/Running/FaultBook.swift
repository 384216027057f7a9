/// The faults of an import. All are counted; of each kind the first are kept, so that a file in which every row is wrong
/// takes no more memory than any other.
public struct FaultBook: Sendable {
    /// Faults of one kind that are kept with their places.
    public static let kept = 10_000

    private(set) var counts: [ImportFault.Kind: Int] = [:]
    private(set) var faults: [ImportFault] = []

    /// No faults.
    public init() {}

    /// Counts a fault, and keeps it where it is one of the first of its kind.
    public mutating func add(_ fault: ImportFault) {
        let count = counts[fault.kind, default: 0] + 1
        counts[fault.kind] = count
        if count <= Self.kept { faults.append(fault) }
    }
}
