import Events

/// What a parameter is, as of any day: a setting that is made later changes nothing that was judged before it.
struct Dated<Value: Sendable>: Sendable {
    /// Until the first setting, what the parameter is by itself.
    private let standard: Value
    /// Each from its first moment on, the latest first.
    private let settings: [(from: Int64, value: Value)]

    /// - Parameter read: what a value of the parameter means; it is given nil where the parameter is not configured.
    init(_ name: String, _ parameters: Parameters, _ read: (ParameterValue?) -> Value) {
        standard = read(parameters.definitions[name]?.standard)
        settings = (parameters.settings[name] ?? []).reversed().map { setting in
            (London.start(of: setting.effectiveFrom).microseconds, read(setting.value))
        }
    }

    /// One value at all times.
    init(_ value: Value) {
        standard = value
        settings = []
    }

    /// In microseconds since 1970.
    func at(_ moment: Int64) -> Value {
        for setting in settings where setting.from <= moment { return setting.value }
        return standard
    }

    func on(_ day: Day) -> Value { settings.isEmpty ? standard : at(London.start(of: day).microseconds) }

    /// Each value and the stretch of time in which it is the one that counts, in order of time.
    var eras: [(stretch: Stretch, value: Value)] {
        var found: [(stretch: Stretch, value: Value)] = []
        var until = Int64.max
        for setting in settings {
            found.append((Stretch(lo: setting.from, hi: until), setting.value))
            until = setting.from
        }
        found.append((Stretch(lo: .min, hi: until), standard))
        return found.reversed()
    }
}
