import Synchronization

/// A number that only grows.
public final class Counter: Sendable {
    private let value = Atomic<UInt64>(0)

    public init() {}

    /// Counts `amount` more; any task may, at any time.
    public func add(_ amount: UInt64 = 1) { value.add(amount, ordering: .relaxed) }

    /// What has been counted since the start.
    public var count: UInt64 { value.load(ordering: .relaxed) }
}
