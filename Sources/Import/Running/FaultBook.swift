/// The faults of an import. All are counted; of each kind the first are kept, so that a file in which every row is wrong
/// takes no more memory than any other.
struct FaultBook: Sendable {
    /// Faults of one kind that are kept with their places.
    static let kept = 10_000

    private(set) var counts: [ImportFault.Kind: Int] = [:]
    private(set) var faults: [ImportFault] = []

    mutating func add(_ fault: ImportFault) {
        let count = counts[fault.kind, default: 0] + 1
        counts[fault.kind] = count
        if count <= Self.kept { faults.append(fault) }
    }
}
