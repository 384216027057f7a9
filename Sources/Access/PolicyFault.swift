public import YAML

/// One thing that is wrong with a policy file, and what to do about it.
public struct PolicyFault: Error, Sendable, Equatable, CustomStringConvertible {
    public let mark: Mark
    public let message: String

    init(_ mark: Mark, _ message: String) {
        self.mark = mark
        self.message = message
    }

    /// `line:column: message`.
    public var description: String { "\(mark): \(message)" }
}

/// Everything that is wrong with a policy file, in the order of its text.
public struct PolicyFaults: Error, Sendable, Equatable {
    public let faults: [PolicyFault]
}
