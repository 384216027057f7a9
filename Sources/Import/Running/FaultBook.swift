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
    ///
    /// - Parameters:
    ///   - child: the child's reference, where it is known.
    ///   - detail: one sentence or clause: what is stated there, and what is wrong with it.
    public mutating func add(_ kind: ImportFault.Kind, _ place: Place, child: String? = nil, _ detail: String) {
        add(ImportFault(kind, place, child: child, detail: detail))
    }

    /// Counts a fault that was found elsewhere.
    public mutating func add(_ fault: ImportFault) {
        let count = counts[fault.kind, default: 0] + 1
        counts[fault.kind] = count
        if count <= Self.kept { faults.append(fault) }
    }

    /// Counts the faults of another book behind its own.
    mutating func add(_ others: FaultBook) {
        for fault in others.faults { add(fault) }
        for (kind, count) in others.counts where count > Self.kept { counts[kind, default: 0] += count - Self.kept }
    }
}
