public import Events

/// The parameters as an authority has set them, with where each value comes from and since when.
public struct Parameters: Equatable, Sendable {
    /// By name.
    public var definitions: [String: ParameterDefinition]
    /// By name, each in order of `effectiveFrom`.
    public var settings: [String: [Setting]]
    /// Fields that a source never supplies, by the source's name.
    public var neverSupplied: [String: Set<FieldReference>]

    public init(
        definitions: [String: ParameterDefinition] = [:], settings: [String: [Setting]] = [:],
        neverSupplied: [String: Set<FieldReference>] = [:]
    ) {
        self.definitions = definitions
        self.settings = settings
        self.neverSupplied = neverSupplied
    }

    /// What a parameter is set to, from a day on.
    public struct Setting: Equatable, Sendable {
        public var value: ParameterValue
        /// The statute, procedure or decision it comes from.
        public var source: String
        public var effectiveFrom: Day

        public init(_ value: ParameterValue, source: String, effectiveFrom: Day) {
            self.value = value
            self.source = source
            self.effectiveFrom = effectiveFrom
        }
    }

    /// A parameter's value on a day, and where it comes from.
    public enum Answer: Equatable, Sendable {
        case set(Setting)
        /// Nothing is set; the parameter has a standard value.
        case standard(ParameterValue)
        case notConfigured
    }

    /// What the parameter was on `day`. A name that has no definition is not configured.
    public func answer(_ name: String, on day: Day) -> Answer {
        if let setting = settings[name]?.last(where: { $0.effectiveFrom <= day }) { return .set(setting) }
        if let value = definitions[name]?.standard { return .standard(value) }
        return .notConfigured
    }

    /// The parameter's value on `day`, set or standard; nil where it is not configured.
    public func value(_ name: String, on day: Day) -> ParameterValue? {
        switch answer(name, on: day) {
        case .set(let setting): setting.value
        case .standard(let value): value
        case .notConfigured: nil
        }
    }

    /// Whether `source` is known never to supply a field.
    public func isNeverSupplied(_ field: FieldReference, by source: String) -> Bool {
        neverSupplied[source]?.contains(field) ?? false
    }
}
