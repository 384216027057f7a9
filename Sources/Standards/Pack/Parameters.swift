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

    /// Every value that a parameter has at some time.
    func values(of name: String) -> [ParameterValue] {
        [definitions[name]?.standard].compactMap(\.self) + (settings[name] ?? []).map(\.value)
    }

    /// The days from which something is set.
    var daysOfChange: Set<Day> { Set(settings.values.joined().map(\.effectiveFrom)) }

    /// The school terms, as they are known on `day`: a later list adds to an earlier one, and takes the place of the terms that it
    /// overlaps. What was counted by earlier terms stays so. Nil where none are set.
    func schoolTerms(by day: Day) -> [SchoolTerm]? {
        let standard = definitions["calendar.school_terms"]?.standard
        let known = (settings["calendar.school_terms"] ?? []).filter { $0.effectiveFrom <= day }.map(\.value)
        let lists = ([standard].compactMap(\.self) + known).compactMap { value in
            if case .schoolTerms(let terms) = value { terms } else { nil }
        }
        guard var terms = lists.first else { return nil }
        for later in lists.dropFirst() {
            terms.removeAll { term in later.contains { $0.days.overlaps(term.days) } }
            terms = (terms + later).sorted { $0.days.lowerBound < $1.days.lowerBound }
        }
        return terms
    }

    /// Whether `source` is known never to supply a field.
    public func isNeverSupplied(_ field: FieldReference, by source: String) -> Bool {
        neverSupplied[source]?.contains(field) ?? false
    }
}
